/* Products of vectors, as in detection/segments/vectors.py: rounded in the same order. */
#ifndef VECTORS_H
#define VECTORS_H

#include <math.h>

typedef struct {
    double x, y;
} vector;

static inline vector vector_at(const double *xy)
{
    vector found = {xy[0], xy[1]};
    return found;
}

static inline vector minus(vector a, vector b)
{
    vector difference = {a.x - b.x, a.y - b.y};
    return difference;
}

/* The point that lies some way from a start along a vector. */
static inline vector ahead_of(vector start, double distance, vector way)
{
    vector point = {start.x + distance * way.x, start.y + distance * way.y};
    return point;
}

static inline double dot(vector a, vector b) { return a.x * b.x + a.y * b.y; }
static inline double cross(vector a, vector b) { return a.x * b.y - a.y * b.x; }
static inline double length_of(vector a) { return hypot(a.x, a.y); }

/* From the start of a segment to its end. */
static inline vector along(const double *segment)
{
    vector way = {segment[2] - segment[0], segment[3] - segment[1]};
    return way;
}

/* As `np.clip(share, 0, 1)`. */
static inline double clip_share(double share) { return share > 0 ? share < 1 ? share : 1 : 0; }

/* Distance of a point from a segment, and the share of the segment that lies before its foot on the line. */
static inline double distance_to_segment(const double *point, const double *segment, double *share)
{
    vector way = along(segment), offset = minus(vector_at(point), vector_at(segment));
    *share = dot(offset, way) / dot(way, way);
    double clipped = clip_share(*share);
    return hypot(offset.x - clipped * way.x, offset.y - clipped * way.y);
}

#define ALIKE 1e-6 /* largest difference of two equal lengths, as a share of a typical length */

/* A length as the key of an order in which rounding decides nothing; as `order_keys`. */
static inline double order_key(double length, double typical) { return rint(length / (ALIKE * typical)); }

#endif
