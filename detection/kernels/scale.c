/* How far rays go to the next wall across a room: `_Rays.clearance` of detection/walls/scale.py. */
#include <math.h>

#include "grid.h"
#include "rays.h"
#include "sorting.h"

/* As in scale.py. */
#define NEAR 0.06
#define SHARE 0.4

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

static int find_clearance(arena *memory, kernel_index *index, const double *origins, const double *directions,
                          const double *weights, int64_t count, const double *lengths, kernel_beat beat,
                          kernel_output *output)
{
    double reach = lengths[0], size = lengths[1], least = lengths[2], typical = INFINITY;
    hit_list hits = {0};
    weighted *first;
    TAKE(memory, first, count);
    while (!(typical < INFINITY)) { /* short rays first: long ones are costly in a large drawing */
        if (beat != NULL && beat() != 0)
            return KERNEL_STOPPED;
        reach = smaller(4 * reach, size);
        hits.count = 0;
        for (int64_t ray = 0; ray < count; ray++)
            TRY(index_shoot(memory, index, ray, origins + 2 * ray, directions + 2 * ray, reach, &hits));
        TRY(find_typical(memory, &hits, weights, count, least, first, &typical));
        if (!(typical < INFINITY) && reach >= size)
            typical = size;
    }
    TRY(output_add(output, &typical, 1, sizeof typical));
    return add_columns(memory, &hits, 1, output);
}

int kernel_clearance(kernel_index *index, const double *origins, const double *directions, const double *weights,
                     int64_t count, const double *lengths, kernel_beat beat, kernel_output *output)
{
    arena memory = {0};
    int status = find_clearance(&memory, index, origins, directions, weights, count, lengths, beat, output);
    arena_free(&memory);
    return status;
}
