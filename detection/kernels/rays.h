/* Ask an index of segments from within another kernel. */
#ifndef RAYS_H
#define RAYS_H

#include "memory.h"

typedef struct {
    int64_t ray, segment;
    double distance; /* along the ray, or to the segment */
    double share;    /* along the segment */
} hit;

typedef struct {
    hit *items;
    int64_t count, room;
} hit_list;

/* The segments of an index, (n, 4). */
const double *index_ends(const kernel_index *index);

/* Adds the segments within the reach of a point, by ascending number; as `SegmentTree.near`. */
int index_near(arena *memory, kernel_index *index, int64_t number, const double *point, double reach, hit_list *hits);

/* The same for an index of points, each twice. */
int index_around(arena *memory, kernel_index *index, int64_t number, const double *point, double reach, hit_list *hits);

/* Adds the segments that a ray along a unit vector hits, by ascending number; as `SegmentTree.shoot`. */
int index_shoot(arena *memory, kernel_index *index, int64_t number, const double *origin, const double *way, double reach,
                hit_list *hits);

/* Whether a ray hits any segment; as a look whether `SegmentTree.first_hits` is finite. */
int index_is_hit(kernel_index *index, const double *origin, const double *way, double reach);

/* Adds the points of an index of points, each twice, that are ahead; as `points_ahead`. */
int index_ahead(arena *memory, kernel_index *index, int64_t number, const double *origin, const double *way, double reach,
                double aside, double cone, hit_list *hits);

/* Adds ray and segment of the hits to the output, and distance and share if they have them. */
int add_columns(arena *memory, const hit_list *hits, int has_shares, kernel_output *output);

/* Builds an index of points (count, 2), each as a segment without length. */
int index_points(arena *memory, const double *points, int64_t count, kernel_index **index);

#endif
