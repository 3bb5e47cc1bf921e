/* The steps of noding. */
#ifndef NODING_H
#define NODING_H

#include "memory.h"

/* Where segments meet. */
typedef struct {
    int_list touch_segment, touch_end;  /* ends, numbered 2 * segment + (0 | 1), and the segments that they lie on */
    int_list cross_first, cross_second; /* pairs of segments that cross ... */
    double_list cross_points;           /* ... and where: x, y, x, y, ... */
} meetings;

/* Make one vertex of points, (count, 2), that lie within the tolerance of each other; as `merge_points`.
 * Vertices, in ascending order, take the places of the points. */
int merge_points(double *points, int64_t count, double tolerance, int64_t *vertex_of, int64_t *vertex_count);

/* The graph of segments, given where they meet. */
int make_graph(arena *memory, const double *ends, int64_t count, double tolerance, const meetings *found,
               kernel_beat beat, kernel_output *output);

#endif
