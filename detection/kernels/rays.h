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

/* Adds the segments within the reach of a point, by ascending number; as `SegmentTree.near`. */
int index_near(arena *memory, kernel_index *index, int64_t number, const double *point, double reach, hit_list *hits);

/* The same for an index of points, each twice. */
int index_around(arena *memory, kernel_index *index, int64_t number, const double *point, double reach, hit_list *hits);

/* Adds the segments that a ray along a unit vector hits, by ascending number; as `SegmentTree.shoot`. */
int index_shoot(arena *memory, kernel_index *index, int64_t number, const double *origin, const double *way, double reach,
                hit_list *hits);

#endif
