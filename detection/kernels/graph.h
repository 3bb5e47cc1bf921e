/* The edges around the vertices of a graph. */
#ifndef GRAPH_H
#define GRAPH_H

#include <math.h>

#include "memory.h"

typedef struct {
    int64_t *half_edges; /* (2e,): those that leave each vertex, ascending, vertex after vertex */
    int64_t *first;      /* (v + 1,): where those of each vertex begin */
} fan_lists;

int list_leaving(arena *memory, const int64_t *edges, int64_t edge_count, int64_t point_count, fan_lists *fans);

#endif
