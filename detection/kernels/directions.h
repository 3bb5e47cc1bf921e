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

/* Columns of dangles, with room for as many as there are vertices of one edge. */
typedef struct {
    int64_t count, *vertices, *segments, *junction_vertices;
    double *points, *directions, *junctions, *reach_back, *thickness;
    uint8_t *sticks_out;
} found_dangles;

int take_dangles(arena *memory, int64_t count, found_dangles *columns);

/* Dangles of segments that are drawn; `thickness`, of those, may be NULL. As `find_dangles`. */
int find_dangles(arena *memory, const kernel_graph *graph, const int64_t *cover_edge, const int64_t *cover_segment,
                 int64_t cover_count, const double *ends, const uint8_t *is_drawn, const double *thickness,
                 found_dangles *columns);

/* The columns that other kernels take. */
kernel_dangles dangles_of(const found_dangles *columns);

/* Adds all columns to the output, in the order of `Dangles`. */
int add_dangles(const found_dangles *columns, kernel_output *output);

#endif
