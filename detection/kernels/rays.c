/* Shoot rays at segments, and find what is near: detection/segments/rays.py, with a grid for its tree. */
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "grid.h"
#include "rays.h"
#include "sorting.h"
#include "vectors.h"

#define FORWARD 1e-6 /* of the reach or of the segment: above rounding, below anything drawn on purpose */

struct kernel_index {
    arena memory;
    double *ends;
    int64_t count;
    grid cells;
    int64_t *seen; /* the last question in which each segment was looked at */
    int64_t questions;
};

static int has_lower_segment(const hit *a, const hit *b) { return a->segment < b->segment; }
DEFINE_SORT(sort_hits, hit, has_lower_segment)

static int build(kernel_index *index, const double *ends, int64_t count)
{
    double *longer; /* by what a hit may lie beyond an end */
    TAKE(&index->memory, index->ends, 4 * count);
    TAKE(&index->memory, longer, 4 * count);
    TAKE(&index->memory, index->seen, count);
    if (count == 0)
        return KERNEL_DONE;
    memcpy(index->ends, ends, (size_t)(4 * count) * sizeof *ends);
    for (int64_t k = 0; k < count; k++)
        for (int axis = 0; axis < 2; axis++) {
            double along = 2 * FORWARD * (ends[4 * k + 2 + axis] - ends[4 * k + axis]);
            longer[4 * k + axis] = ends[4 * k + axis] - along;
            longer[4 * k + 2 + axis] = ends[4 * k + 2 + axis] + along;
        }
    TRY(grid_build(&index->memory, longer, count, 0, &index->cells));
    grid_forget_cells(&index->memory, &index->cells);
    arena_resize(&index->memory, longer, 0, sizeof *longer);
    return KERNEL_DONE;
}

int kernel_index_build(const double *ends, int64_t count, kernel_index **index)
{
    *index = calloc(1, sizeof **index);
    if (*index == NULL)
        return KERNEL_NO_MEMORY;
    (*index)->count = count;
    int status = build(*index, ends, count);
    if (status != KERNEL_DONE) {
        kernel_index_free(*index);
        *index = NULL;
    }
    return status;
}

void kernel_index_free(kernel_index *index)
{
    if (index == NULL)
        return;
    arena_free(&index->memory);
    free(index);
}

const double *index_ends(const kernel_index *index) { return index->ends; }

static int add_hit(arena *memory, hit_list *list, hit item)
{
    if (list->count == list->room) {
        int64_t room = list->room < 32 ? 64 : 2 * list->room;
        hit *items;
        TAKE(memory, items, room);
        if (list->count > 0)
            memcpy(items, list->items, (size_t)list->count * sizeof *items);
        list->items = items;
        list->room = room;
    }
    list->items[list->count++] = item;
    return KERNEL_DONE;
}

typedef int (*test)(const double *segment, const double *asked, hit *found);

/* Does something with a segment that passed a test. */
typedef int (*taker)(arena *memory, void *taken, hit found);

/* Gives the segments near a probe that pass a test to a taker, each once, in no order. */
static int look(arena *memory, kernel_index *index, int64_t ray, const double *probe, double margin, test passes,
                const double *asked, taker take, void *taken)
{
    const grid *cells = &index->cells;
    int64_t question = ++index->questions;
    if (index->count == 0)
        return KERNEL_DONE;
    margin = larger(margin, 16 * DBL_EPSILON * larger(larger(fabs(probe[0]), fabs(probe[1])),
                                                      larger(fabs(probe[2]), fabs(probe[3]))));
    span columns = grid_columns(cells, probe, margin);
    for (int64_t column = columns.first; column <= columns.last; column++) {
        span rows = grid_rows(cells, probe, margin, column);
        for (int64_t row = rows.first; row <= rows.last; row++) {
            int64_t cell = column * cells->rows.count + row;
            for (int64_t k = cells->first[cell]; k < cells->first[cell + 1]; k++) {
                int64_t segment = cells->entries[k];
                if (index->seen[segment] == question)
                    continue;
                index->seen[segment] = question;
                hit found = {ray, segment, 0, 0};
                if (passes(index->ends + 4 * segment, asked, &found))
                    TRY(take(memory, taken, found));
            }
        }
    }
    return KERNEL_DONE;
}

static int take_hit(arena *memory, void *taken, hit found) { return add_hit(memory, taken, found); }

static int take_nearest(arena *memory, void *taken, hit found)
{
    double *nearest = taken;
    (void)memory;
    if (found.distance < *nearest)
        *nearest = found.distance;
    return KERNEL_DONE;
}

/* Adds the segments near a probe that pass a test, by ascending number. */
static int list(arena *memory, kernel_index *index, int64_t ray, const double *probe, double margin, test passes,
                const double *asked, hit_list *hits)
{
    int64_t before = hits->count;
    TRY(look(memory, index, ray, probe, margin, passes, asked, take_hit, hits));
    return sort_hits(memory, hits->items + before, hits->count - before);
}

/* asked: x and y of a point, reach. */
static int is_near(const double *segment, const double *asked, hit *found)
{
    found->distance = distance_to_segment(asked, segment, &found->share);
    return found->distance <= asked[2];
}

/* The same for a segment that is a point, twice. */
static int is_around(const double *segment, const double *asked, hit *found)
{
    found->distance = length_of(minus(vector_at(segment), vector_at(asked)));
    return found->distance <= asked[2];
}

/* asked: x and y of the origin, x and y of the direction, reach. */
static int is_hit(const double *segment, const double *asked, hit *found)
{
    double along_x = segment[2] - segment[0], along_y = segment[3] - segment[1];
    double x = segment[0] - asked[0], y = segment[1] - asked[1];
    double turn = asked[2] * along_y - asked[3] * along_x;
    if (!(fabs(turn) > 1e-6 * hypot(along_x, along_y)))
        return 0;
    found->distance = (x * along_y - y * along_x) / turn;
    found->share = (x * asked[3] - y * asked[2]) / turn;
    return found->distance > FORWARD * asked[4] && found->distance <= asked[4] && found->share >= -FORWARD &&
           found->share <= 1 + FORWARD;
}

/* asked: x and y of the origin, x and y of the direction, reach, how far aside, and the tangent of how much more.
 * The segment is a point, twice; its place ahead is its distance, and how far it lies beside the ray its share. */
static int is_ahead(const double *segment, const double *asked, hit *found)
{
    double x = segment[0] - asked[0], y = segment[1] - asked[1];
    found->distance = x * asked[2] + y * asked[3];
    found->share = fabs(x * asked[3] - y * asked[2]);
    return found->distance > 0 && found->distance <= asked[4] && found->share <= found->distance &&
           found->share <= asked[5] + asked[6] * found->distance;
}

int index_near(arena *memory, kernel_index *index, int64_t number, const double *point, double reach, hit_list *hits)
{
    double probe[4] = {point[0], point[1], point[0], point[1]}, asked[3] = {point[0], point[1], reach};
    return list(memory, index, number, probe, reach * (1 + FORWARD), is_near, asked, hits);
}

int index_around(arena *memory, kernel_index *index, int64_t number, const double *point, double reach, hit_list *hits)
{
    double probe[4] = {point[0], point[1], point[0], point[1]}, asked[3] = {point[0], point[1], reach};
    return list(memory, index, number, probe, reach * (1 + FORWARD), is_around, asked, hits);
}

int index_shoot(arena *memory, kernel_index *index, int64_t number, const double *origin, const double *way, double reach,
                hit_list *hits)
{
    double probe[4] = {origin[0], origin[1], origin[0] + way[0] * reach, origin[1] + way[1] * reach};
    double asked[5] = {origin[0], origin[1], way[0], way[1], reach};
    return list(memory, index, number, probe, FORWARD * reach, is_hit, asked, hits);
}

int index_ahead(arena *memory, kernel_index *index, int64_t number, const double *origin, const double *way, double reach,
                double aside, double cone, hit_list *hits)
{
    double probe[4] = {origin[0], origin[1], origin[0] + way[0] * reach, origin[1] + way[1] * reach};
    double asked[7] = {origin[0], origin[1], way[0], way[1], reach, aside, cone};
    return list(memory, index, number, probe, (aside + cone * reach) * (1 + FORWARD), is_ahead, asked, hits);
}

static double first_hit(kernel_index *index, const double *origin, const double *way, double reach)
{
    double probe[4] = {origin[0], origin[1], origin[0] + way[0] * reach, origin[1] + way[1] * reach};
    double asked[5] = {origin[0], origin[1], way[0], way[1], reach}, nearest = INFINITY;
    look(NULL, index, 0, probe, FORWARD * reach, is_hit, asked, take_nearest, &nearest);
    return nearest;
}

int index_is_hit(kernel_index *index, const double *origin, const double *way, double reach)
{
    return first_hit(index, origin, way, reach) < INFINITY;
}

int index_points(arena *memory, const double *points, int64_t count, kernel_index **index)
{
    double *twice;
    TAKE(memory, twice, 4 * count);
    for (int64_t k = 0; k < count; k++)
        for (int axis = 0; axis < 4; axis++)
            twice[4 * k + axis] = points[2 * k + axis % 2];
    return kernel_index_build(twice, count, index);
}

int add_columns(arena *memory, const hit_list *hits, int has_shares, kernel_output *output)
{
    int64_t *ray, *segment;
    double *distance, *share;
    TAKE(memory, ray, hits->count);
    TAKE(memory, segment, hits->count);
    TAKE(memory, distance, hits->count);
    TAKE(memory, share, hits->count);
    for (int64_t k = 0; k < hits->count; k++) {
        ray[k] = hits->items[k].ray;
        segment[k] = hits->items[k].segment;
        distance[k] = hits->items[k].distance;
        share[k] = hits->items[k].share;
    }
    TRY(output_add(output, ray, hits->count, sizeof *ray));
    TRY(output_add(output, segment, hits->count, sizeof *segment));
    if (!has_shares)
        return KERNEL_DONE;
    TRY(output_add(output, distance, hits->count, sizeof *distance));
    return output_add(output, share, hits->count, sizeof *share);
}

static int find_near(arena *memory, kernel_index *index, const double *points, int64_t count, double reach,
                     kernel_output *output)
{
    hit_list hits = {0};
    for (int64_t k = 0; k < count; k++)
        TRY(index_near(memory, index, k, points + 2 * k, reach, &hits));
    return add_columns(memory, &hits, 0, output);
}

static int find_hits(arena *memory, kernel_index *index, const double *origins, const double *directions,
                     const double *reach, int64_t count, kernel_output *output)
{
    hit_list hits = {0};
    for (int64_t k = 0; k < count; k++)
        TRY(index_shoot(memory, index, k, origins + 2 * k, directions + 2 * k, reach[k], &hits));
    return add_columns(memory, &hits, 1, output);
}

static int find_ahead(arena *memory, kernel_index *index, const double *origins, const double *directions,
                      int64_t count, const double *limits, kernel_output *output)
{
    hit_list hits = {0};
    for (int64_t k = 0; k < count; k++)
        TRY(index_ahead(memory, index, k, origins + 2 * k, directions + 2 * k, limits[0], limits[1], limits[2], &hits));
    return add_columns(memory, &hits, 1, output);
}

int kernel_ahead(kernel_index *index, const double *origins, const double *directions, int64_t count,
                 const double *limits, kernel_output *output)
{
    arena memory = {0};
    int status = find_ahead(&memory, index, origins, directions, count, limits, output);
    arena_free(&memory);
    return status;
}

int kernel_near(kernel_index *index, const double *points, int64_t count, double reach, kernel_output *output)
{
    arena memory = {0};
    int status = find_near(&memory, index, points, count, reach, output);
    arena_free(&memory);
    return status;
}

int kernel_shoot(kernel_index *index, const double *origins, const double *directions, const double *reach,
                 int64_t count, kernel_output *output)
{
    arena memory = {0};
    int status = find_hits(&memory, index, origins, directions, reach, count, output);
    arena_free(&memory);
    return status;
}

int kernel_first_hits(kernel_index *index, const double *origins, const double *directions, const double *reach,
                      int64_t count, double *distance)
{
    for (int64_t k = 0; k < count; k++)
        distance[k] = first_hit(index, origins + 2 * k, directions + 2 * k, reach[k]);
    return KERNEL_DONE;
}
