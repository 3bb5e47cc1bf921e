/* How far rays go to the next wall across a room, and to the second line of a wall: detection/walls/scale.py. */
#include <math.h>
#include <string.h>

#include "grid.h"
#include "rays.h"
#include "sorting.h"
#include "vectors.h"

/* As in scale.py. */
#define NEAR 0.06
#define SHARE 0.4
#define PARALLEL 0.05
#define THICKEST 4.0
#define MOST 0.95
#define BEYOND 3.0

typedef struct {
    double value, weight;
} weighted;

static int is_less(const weighted *a, const weighted *b) { return a->value < b->value; }
DEFINE_SORT(sort_weighted, weighted, is_less)

/* The value below which a share of the weight lies; as `_quantile`. */
static int quantile(arena *memory, weighted *items, int64_t count, double share, double *found)
{
    double total = 0, before = 0;
    TRY(sort_weighted(memory, items, count));
    for (int64_t k = 0; k < count; k++)
        total += items[k].weight;
    int64_t k = 0;
    for (; k < count; k++) {
        before += items[k].weight;
        if (before >= (1 - 1e-9) * share * total)
            break;
    }
    *found = items[k].value;
    return KERNEL_DONE;
}

/* What the rays hit first beyond a distance that grows with what was found: three times are enough. */
static int find_typical(arena *memory, const hit_list *hits, const double *weights, int64_t count, double least,
                        weighted *first, double *typical)
{
    *typical = 0;
    for (int round = 0; round < 3 && *typical < INFINITY; round++) {
        double beyond = larger(NEAR * *typical, least);
        for (int64_t ray = 0; ray < count; ray++) {
            weighted none = {INFINITY, weights[ray]};
            first[ray] = none;
        }
        for (int64_t n = 0; n < hits->count; n++) {
            weighted *nearest = &first[hits->items[n].ray];
            if (hits->items[n].distance > beyond && hits->items[n].distance < nearest->value)
                nearest->value = hits->items[n].distance;
        }
        TRY(quantile(memory, first, count, SHARE, typical));
    }
    return KERNEL_DONE;
}

/* Rays from three points on each of a sample of segments, to the left and then to the right. */
typedef struct {
    kernel_index *index;
    int64_t count;    /* of the rays */
    vector *along;    /* (count,): unit, of the segment that each begins at */
    vector *origins, *ways;
    double *weights;  /* (count,): lengths of those segments */
    double reach, size;
    kernel_beat beat;
    hit_list hits;    /* of the last look */
    weighted *first;  /* room for (count,) */
} rays;

static int begin(arena *memory, rays *all, const double *chosen, int64_t count)
{
    static const double shares[3] = {0.2, 0.5, 0.8};
    all->count = 6 * count;
    TAKE(memory, all->along, all->count);
    TAKE(memory, all->origins, all->count);
    TAKE(memory, all->ways, all->count);
    TAKE(memory, all->weights, all->count);
    TAKE(memory, all->first, all->count);
    for (int64_t ray = 0; ray < all->count; ray++) {
        const double *segment = chosen + 4 * (ray % count);
        vector way = along(segment);
        double length = length_of(way);
        way.x = way.x / length;
        way.y = way.y / length;
        vector step = {way.x * length, way.y * length};
        vector left = {-way.y, way.x}, right = {-left.x, -left.y};
        all->along[ray] = way;
        all->origins[ray] = ahead_of(vector_at(segment), shares[ray / count % 3], step);
        all->ways[ray] = ray < 3 * count ? left : right;
        all->weights[ray] = length;
    }
    return KERNEL_DONE;
}

/* As `_Rays.clearance`. */
static int find_clearance(arena *memory, rays *all, double least, double *typical)
{
    double reach = larger(all->reach, 2 * least);
    *typical = INFINITY;
    while (!(*typical < INFINITY)) { /* short rays first: long ones are costly in a large drawing */
        if (all->beat != NULL && all->beat() != 0)
            return KERNEL_STOPPED;
        reach = smaller(4 * reach, all->size);
        all->hits.count = 0;
        for (int64_t ray = 0; ray < all->count; ray++)
            TRY(index_shoot(memory, all->index, ray, &all->origins[ray].x, &all->ways[ray].x, reach, &all->hits));
        TRY(find_typical(memory, &all->hits, all->weights, all->count, least, all->first, typical));
        if (!(*typical < INFINITY) && reach >= all->size)
            *typical = all->size;
    }
    return KERNEL_DONE;
}

/* As `_Rays.second_line`; NaN for None. */
static int find_second_line(arena *memory, rays *all, double least_share, double *thickness)
{
    int64_t half = all->count / 2, kept = 0;
    double typical, every = 0, beside = 0;
    weighted *nearer, *sorted;
    TAKE(memory, nearer, half);
    TAKE(memory, sorted, half);
    *thickness = NAN;
    for (int64_t k = 0; k < half; k++) {
        weighted none = {INFINITY, all->weights[k]};
        nearer[k] = none;
        every += none.weight;
    }
    for (int64_t n = 0; n < all->hits.count; n++) {
        const hit *found = &all->hits.items[n];
        vector target = along(index_ends(all->index) + 4 * found->segment);
        weighted *nearest = &nearer[found->ray % half];
        if (fabs(cross(all->along[found->ray], target)) < PARALLEL * length_of(target) &&
            found->distance < nearest->value)
            nearest->value = found->distance;
    }
    if (half > 0)
        memcpy(sorted, nearer, (size_t)half * sizeof *sorted);
    TRY(quantile(memory, sorted, half, 0.5, &typical));
    for (int64_t k = 0; k < half; k++)
        if (nearer[k].value <= THICKEST * typical) {
            nearer[kept++] = nearer[k];
            beside += nearer[kept - 1].weight;
        }
    if (!(typical < INFINITY) || beside < least_share * every)
        return KERNEL_DONE;
    return quantile(memory, nearer, kept, MOST, thickness);
}

static int measure_scale(arena *memory, const double *ends, int64_t count, const double *chosen, int64_t chosen_count,
                         const double *lengths, rays *all, kernel_output *output)
{
    double found[3] = {0, NAN, 0};
    TRY(kernel_index_build(ends, count, &all->index));
    TRY(begin(memory, all, chosen, chosen_count));
    TRY(find_clearance(memory, all, 0, &found[0]));
    TRY(find_second_line(memory, all, lengths[2], &found[1]));
    if (found[1] == found[1])
        TRY(find_clearance(memory, all, BEYOND * found[1], &found[2]));
    return output_add(output, found, 3, sizeof *found);
}

int kernel_measure_scale(const double *ends, int64_t count, const double *chosen, int64_t chosen_count,
                         const double *lengths, kernel_beat beat, kernel_output *output)
{
    arena memory = {0};
    rays all = {.reach = lengths[0], .size = lengths[1], .beat = beat};
    int status = measure_scale(&memory, ends, count, chosen, chosen_count, lengths, &all, output);
    kernel_index_free(all.index);
    arena_free(&memory);
    return status;
}
