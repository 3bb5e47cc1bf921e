/* Choose how small gaps are closed: `chosen_legs` of detection/graph/gaps.py, which says why. */
#include <math.h>
#include <string.h>

#include "gaps.h"
#include "grid.h"
#include "rays.h"
#include "sorting.h"
#include "vectors.h"

/* As in gaps.py, in multiples of the clearance where they are lengths. */
#define SIDEWAYS 0.05
#define SIDEWAYS_MIDDLE 0.02
#define MUTUAL_REACH 1.5
#define BENT 0.3 /* sine of an angle: `STRAIGHT` */

/* A link from a dangle to a target, by way of a corner. */
typedef struct {
    vector via, target;
    int has_first, has_second; /* legs that are missing: to the corner, and on to the target */
    double cost, keys[3];
} link;

/* What dangles may be linked to, and the best link of each so far. */
typedef struct {
    const kernel_dangles *dangles;
    const double *ends; /* of the segments in the index */
    kernel_index *index;
    double reach, clearance;
    double middle; /* reach of the middle of a segment beside a dangle */
    link *best;
    uint8_t *has_link;
} linking;

typedef struct {
    double ends[4], keys[4];
    int64_t number, dangle;
} leg;

/* Holds a link against the best one that a dangle has so far; the first of equal ones stays. As `cheapest`. */
static void offer(linking *all, int64_t dangle, link offered)
{
    const kernel_dangles *dangles = all->dangles;
    vector offset = minus(offered.via, vector_at(dangles->points + 2 * dangle));
    vector way = vector_at(dangles->directions + 2 * dangle);
    offered.keys[0] = order_key(offered.cost, all->clearance);
    offered.keys[1] = order_key(-dot(way, offset), all->clearance);
    offered.keys[2] = order_key(-cross(way, offset), all->clearance);
    if (all->has_link[dangle]) {
        const double *known = all->best[dangle].keys;
        int k = 0;
        while (k < 3 && offered.keys[k] == known[k])
            k++;
        if (k == 3 || offered.keys[k] > known[k])
            return;
    }
    all->best[dangle] = offered;
    all->has_link[dangle] = 1;
}

/* Whether a segment only repeats the wall of a dangle; as `_runs_alongside`. */
static int runs_alongside(vector point, vector way, const double *segment, double longer)
{
    vector line = along(segment);
    double first = dot(minus(vector_at(segment), point), way);
    double second = dot(minus(vector_at(segment + 2), point), way);
    return fabs(cross(way, line)) < BENT * length_of(line) && (first > second ? first : second) < longer &&
           (first < second ? first : second) < 0;
}

/* Straight to the nearest point of a segment; as `_to_walls_beside`. */
static int link_beside(arena *memory, linking *all, double reach)
{
    const kernel_dangles *dangles = all->dangles;
    hit_list hits = {0};
    for (int64_t k = 0; k < dangles->count; k++) {
        const double *point = dangles->points + 2 * k;
        double width = dangles->thickness[k] / 2; /* of the junction of a body */
        width = width > 1e-3 * reach ? width : 1e-3 * reach;
        hits.count = 0;
        TRY(index_near(memory, all->index, k, point, reach, &hits));
        for (int64_t n = 0; n < hits.count; n++) {
            const hit *found = &hits.items[n];
            const double *segment = all->ends + 4 * found->segment;
            double ignored;
            if (found->segment == dangles->segments[k] || found->distance == 0)
                continue;
            if (dangles->reach_back[k] <= 2 * reach &&
                distance_to_segment(dangles->junctions + 2 * k, segment, &ignored) <= width)
                continue;
            if (runs_alongside(vector_at(point), vector_at(dangles->directions + 2 * k), segment, all->middle))
                continue;
            int at_end = found->share <= 0 || found->share >= 1;
            if (!(found->distance <= (at_end ? reach : all->middle)))
                continue;
            vector foot = ahead_of(vector_at(segment), clip_share(found->share), along(segment));
            link offered = {foot, foot, 1, 0, found->distance, {0}};
            offer(all, k, offered);
        }
    }
    return KERNEL_DONE;
}

/* Straight on to whatever the wall would hit; as `_to_walls_ahead`. */
static int link_ahead(arena *memory, linking *all)
{
    const kernel_dangles *dangles = all->dangles;
    hit_list hits = {0};
    for (int64_t k = 0; k < dangles->count; k++) {
        const double *origin = dangles->points + 2 * k, *way = dangles->directions + 2 * k;
        hits.count = 0;
        TRY(index_shoot(memory, all->index, k, origin, way, all->reach, &hits));
        for (int64_t n = 0; n < hits.count; n++) {
            const hit *found = &hits.items[n];
            if (runs_alongside(vector_at(origin), vector_at(way), all->ends + 4 * found->segment, all->middle))
                continue;
            vector target = ahead_of(vector_at(origin), found->distance, vector_at(way));
            link offered = {target, target, 1, 0, found->distance, {0}};
            offer(all, k, offered);
        }
    }
    return KERNEL_DONE;
}

/* From one dangle to another one; as `_to_dangles`. */
static void link_to_dangle(linking *all, int64_t a, int64_t b, double reach)
{
    const kernel_dangles *dangles = all->dangles;
    vector from = vector_at(dangles->points + 2 * a), to = vector_at(dangles->points + 2 * b), offset = minus(to, from);
    vector u = vector_at(dangles->directions + 2 * a), v = vector_at(dangles->directions + 2 * b);
    double sine = cross(u, v);
    int corner = fabs(sine) > BENT;
    double safe = corner ? sine : 1.0;
    double ahead_a = cross(offset, v) / safe, ahead_b = cross(offset, u) / safe;
    int meets = corner && (ahead_a < ahead_b ? ahead_a : ahead_b) > -0.3 * reach;
    if (!meets && (corner || !(dot(u, v) < 0)))
        return;
    double longer = fabs(ahead_a) > fabs(ahead_b) ? fabs(ahead_a) : fabs(ahead_b);
    double cost = (meets ? longer : length_of(offset)) / MUTUAL_REACH;
    if (!(MUTUAL_REACH * cost <= reach))
        return;
    vector apart = minus(vector_at(dangles->junctions + 2 * b), vector_at(dangles->junctions + 2 * a));
    double thin = smaller(dangles->thickness[a], dangles->thickness[b]);
    if (!(thin == 0 || length_of(apart) > thin / 2))
        return; /* two ends of one post */
    link offered = {meets ? ahead_of(from, ahead_a, u) : to, to, !meets || ahead_a > 0, meets && ahead_b > 0, cost, {0}};
    offer(all, a, offered);
}

static int link_dangles(arena *memory, linking *all, double reach)
{
    const kernel_dangles *dangles = all->dangles;
    kernel_index *index;
    TRY(index_points(memory, dangles->points, dangles->count, &index));
    int status = KERNEL_DONE;
    hit_list hits = {0};
    for (int64_t a = 0; a < dangles->count && status == KERNEL_DONE; a++) {
        hits.count = 0;
        status = index_around(memory, index, a, dangles->points + 2 * a, 1.5 * reach, &hits);
        /* pairs come with the lower number first, and then the other way round */
        for (int64_t n = 0; n < hits.count; n++)
            if (hits.items[n].segment > a)
                link_to_dangle(all, a, hits.items[n].segment, reach);
        for (int64_t n = 0; n < hits.count; n++)
            if (hits.items[n].segment < a)
                link_to_dangle(all, a, hits.items[n].segment, reach);
    }
    kernel_index_free(index);
    return status;
}

static int leg_is_before(const leg *a, const leg *b)
{
    for (int k = 0; k < 4; k++)
        if (a->keys[k] != b->keys[k])
            return a->keys[k] < b->keys[k];
    return 0;
}
DEFINE_SORT(sort_legs, leg, leg_is_before)

static int has_lower_number(const leg *a, const leg *b) { return a->number < b->number; }
DEFINE_SORT(sort_by_number, leg, has_lower_number)

static void add_leg(leg *legs, int64_t *count, int64_t number, int64_t dangle, vector from, vector to)
{
    if (from.x == to.x && from.y == to.y)
        return;
    leg added = {{from.x, from.y, to.x, to.y}, {0}, number, dangle};
    legs[(*count)++] = added;
}

/* Leaves out legs that repeat an earlier one, but for rounding, in whichever direction; as `segments_of`. */
static int leave_out_repeats(arena *memory, leg *legs, int64_t *count)
{
    double longest = 0;
    if (*count < 2)
        return KERNEL_DONE;
    for (int64_t k = 0; k < *count; k++) {
        double length = length_of(along(legs[k].ends));
        longest = length > longest ? length : longest;
    }
    for (int64_t k = 0; k < *count; k++) {
        double *keys = legs[k].keys;
        for (int axis = 0; axis < 4; axis++)
            keys[axis] = order_key(legs[k].ends[axis], longest);
        if (keys[0] > keys[2] || (keys[0] == keys[2] && keys[1] > keys[3])) {
            double swapped[4] = {keys[2], keys[3], keys[0], keys[1]};
            memcpy(keys, swapped, sizeof swapped);
        }
    }
    TRY(sort_legs(memory, legs, *count));
    int64_t kept = 1;
    for (int64_t k = 1; k < *count; k++)
        if (leg_is_before(&legs[kept - 1], &legs[k]))
            legs[kept++] = legs[k];
    *count = kept;
    return sort_by_number(memory, legs, kept);
}

static int find_legs(arena *memory, linking *all, gap_legs *found)
{
    const kernel_dangles *dangles = all->dangles;
    leg *legs;
    TAKE(memory, all->best, dangles->count);
    TAKE(memory, all->has_link, dangles->count);
    TAKE(memory, legs, 2 * dangles->count);
    TRY(link_beside(memory, all, smaller(all->reach, SIDEWAYS * all->clearance)));
    TRY(link_ahead(memory, all));
    TRY(link_dangles(memory, all, MUTUAL_REACH * all->reach));
    int64_t count = 0;
    for (int64_t k = 0; k < dangles->count; k++)
        if (all->has_link[k] && all->best[k].has_first)
            add_leg(legs, &count, k, k, vector_at(dangles->points + 2 * k), all->best[k].via);
    for (int64_t k = 0; k < dangles->count; k++)
        if (all->has_link[k] && all->best[k].has_second)
            add_leg(legs, &count, dangles->count + k, k, all->best[k].via, all->best[k].target);
    TRY(leave_out_repeats(memory, legs, &count));
    for (int64_t k = 0; k < count; k++) {
        for (int axis = 0; axis < 4; axis++)
            TRY(add_double(memory, &found->ends, legs[k].ends[axis]));
        TRY(add_int(memory, &found->dangles, legs[k].dangle));
    }
    return KERNEL_DONE;
}

int choose_legs(arena *memory, const double *ends, int64_t count, const kernel_dangles *dangles, double reach,
                double clearance, gap_legs *legs)
{
    linking all = {dangles, ends, NULL, reach, clearance, smaller(reach, SIDEWAYS_MIDDLE * clearance), NULL, NULL};
    if (dangles->count == 0)
        return KERNEL_DONE;
    TRY(kernel_index_build(ends, count, &all.index));
    int status = find_legs(memory, &all, legs);
    kernel_index_free(all.index);
    return status;
}
