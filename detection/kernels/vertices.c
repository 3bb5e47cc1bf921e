/* Make one vertex of points that are nearly the same: `merge_points` of detection/graph/noding.py. */
#include <math.h>
#include <string.h>

#include "noding.h"
#include "sets.h"
#include "sorting.h"

enum {
    DIGIT = 11,    /* bits that are sorted by at once */
    MANY = 1 << 12 /* points from which on sorting by digits is quicker */
};

typedef struct {
    double x, y;
    int64_t number;
} numbered_point;

static int point_is_before(const numbered_point *a, const numbered_point *b)
{
    return a->x < b->x || (a->x == b->x && a->y < b->y);
}
DEFINE_SORT(sort_few_points, numbered_point, point_is_before)

/* The bits of a number, as an integer that is larger when the number is; zeros of both signs are one. */
static uint64_t ordered_bits(double number)
{
    uint64_t bits;
    number += 0.0;
    memcpy(&bits, &number, sizeof bits);
    return bits >> 63 ? ~bits : bits | (uint64_t)1 << 63;
}

/* Sorts by one coordinate, digit by digit, which keeps the order of those that are equal in it. */
static numbered_point *sort_by_digits(numbered_point *points, numbered_point *spare, int64_t count, int by_x,
                                      int64_t *counts)
{
    uint64_t any = 0, every = ~(uint64_t)0; /* bits that any number has, and those that every one has */
    for (int64_t k = 0; k < count; k++) {
        uint64_t bits = ordered_bits(by_x ? points[k].x : points[k].y);
        any |= bits;
        every &= bits;
    }
    for (int shift = 0; shift < 64; shift += DIGIT) {
        uint64_t mask = ((uint64_t)1 << DIGIT) - 1;
        if (((any ^ every) >> shift & mask) == 0)
            continue; /* the same digit everywhere */
        memset(counts, 0, sizeof *counts << DIGIT);
        for (int64_t k = 0; k < count; k++)
            counts[ordered_bits(by_x ? points[k].x : points[k].y) >> shift & mask]++;
        for (int64_t digit = 0, before = 0; digit <= (int64_t)mask; digit++) {
            int64_t here = counts[digit];
            counts[digit] = before;
            before += here;
        }
        for (int64_t k = 0; k < count; k++)
            spare[counts[ordered_bits(by_x ? points[k].x : points[k].y) >> shift & mask]++] = points[k];
        numbered_point *swapped = points;
        points = spare;
        spare = swapped;
    }
    return points;
}

/* Sorts by x, then y, then number. */
static int sort_points(arena *memory, numbered_point **points, int64_t count)
{
    if (count < MANY)
        return sort_few_points(memory, *points, count);
    int64_t *counts;
    numbered_point *spare, *first = *points;
    TAKE(memory, counts, (int64_t)1 << DIGIT);
    TAKE(memory, spare, count);
    numbered_point *by_y = sort_by_digits(first, spare, count, 0, counts);
    *points = sort_by_digits(by_y, by_y == first ? spare : first, count, 1, counts);
    return KERNEL_DONE;
}

static uint64_t cell_hash(int64_t column, int64_t row)
{
    uint64_t hash = ((uint64_t)column * 0x9E3779B97F4A7C15u + (uint64_t)row) * 0xC2B2AE3D27D4EB4Fu;
    return hash ^ hash >> 32;
}

/* Unite sorted, distinct points within the tolerance of each other. Returns through `merged` whether any are. */
static int unite_near(arena *memory, const numbered_point *points, int64_t count, double tolerance, int64_t *above,
                      int *merged)
{
    *merged = 0;
    if (!(tolerance > 0))
        return KERNEL_DONE;
    int64_t buckets = 16;
    while (buckets < 2 * count)
        buckets *= 2;
    int64_t *newest, *older; /* the last point that came into a bucket, and the one before each; 0 is none */
    TAKE(memory, newest, buckets);
    TAKE(memory, older, count);
    double side = 4 * tolerance, reach = 1.0625 * tolerance; /* a little farther, for what rounding loses */
    for (int64_t k = 0; k < count; k++) {
        double x = points[k].x, y = points[k].y;
        int64_t columns[2] = {(int64_t)floor((x - reach) / side), (int64_t)floor((x + reach) / side)};
        int64_t rows[2] = {(int64_t)floor((y - reach) / side), (int64_t)floor((y + reach) / side)};
        for (int64_t column = columns[0]; column <= columns[1]; column++)
            for (int64_t row = rows[0]; row <= rows[1]; row++) {
                uint64_t bucket = cell_hash(column, row) & (uint64_t)(buckets - 1);
                for (int64_t other = newest[bucket] - 1; other >= 0; other = older[other] - 1) {
                    double dx = x - points[other].x, dy = y - points[other].y;
                    if (fabs(dx) <= tolerance && fabs(dy) <= tolerance && hypot(dx, dy) <= tolerance) {
                        set_unite(above, other, k);
                        *merged = 1;
                    }
                }
            }
        uint64_t bucket = cell_hash((int64_t)floor(x / side), (int64_t)floor(y / side)) & (uint64_t)(buckets - 1);
        older[k] = newest[bucket];
        newest[bucket] = k + 1;
    }
    return KERNEL_DONE;
}

static int merge(arena *memory, double *points, int64_t count, double tolerance, int64_t *vertex_of,
                 int64_t *vertex_count)
{
    numbered_point *sorted;
    int64_t *distinct_of, *above, *vertex, distinct = 0;
    TAKE(memory, sorted, count);
    TAKE(memory, distinct_of, count);
    TAKE(memory, above, count);
    TAKE(memory, vertex, count);
    for (int64_t k = 0; k < count; k++) {
        numbered_point point = {points[2 * k], points[2 * k + 1], k};
        sorted[k] = point;
    }
    TRY(sort_points(memory, &sorted, count));
    for (int64_t k = 0; k < count; k++) {
        int64_t number = sorted[k].number;
        if (k == 0 || sorted[k].x != sorted[distinct - 1].x || sorted[k].y != sorted[distinct - 1].y)
            sorted[distinct++] = sorted[k];
        distinct_of[number] = distinct - 1;
    }
    int merged;
    for (int64_t k = 0; k < distinct; k++)
        above[k] = k;
    TRY(unite_near(memory, sorted, distinct, tolerance, above, &merged));
    int64_t found = 0;
    for (int64_t k = 0; k < distinct; k++) {
        int64_t smallest = merged ? set_root(above, k) : k;
        if (smallest == k) {
            points[2 * found] = sorted[k].x;
            points[2 * found + 1] = sorted[k].y;
            vertex[k] = found++;
        } else {
            vertex[k] = vertex[smallest];
        }
    }
    for (int64_t k = 0; k < count; k++)
        vertex_of[k] = vertex[distinct_of[k]];
    *vertex_count = found;
    return KERNEL_DONE;
}


int merge_points(double *points, int64_t count, double tolerance, int64_t *vertex_of, int64_t *vertex_count)
{
    arena memory = {0};
    int status = merge(&memory, points, count, tolerance, vertex_of, vertex_count);
    arena_free(&memory);
    return status;
}
