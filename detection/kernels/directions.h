/* The directions in which edges leave vertices; as `Fans` of detection/graph/dangles.py. */
#ifndef DIRECTIONS_H
#define DIRECTIONS_H

#include "graph.h"

#define STRAIGHT 0.98 /* cosine of the bend at which a wall still goes on in line */

typedef struct {
    const kernel_graph *graph;
    fan_lists fans;
    double *vectors; /* (2e, 2): unit vectors along the half-edges */
    double *lengths; /* (2e,) */
} directions;

int find_directions(arena *memory, const kernel_graph *graph, directions *found);

/* Number of edges at a vertex. */
int64_t degree(const directions *found, int64_t vertex);

/* The half-edge that leaves a vertex closest to a direction, of equal ones the last; as `Fans.straightest`. */
int64_t straightest(const directions *found, int64_t vertex, double x, double y, double *cosine);

#endif
