/* Find how the walls that end at dangles may continue: `find_ways` of detection/closing/ways.py. */
#include <math.h>

#include "sorting.h"
#include "ways.h"

enum { BEAT = 1 << 12 }; /* looks between two calls of the progress callback */

int count_look(search *all)
{
    if (++all->looks % BEAT == 0 && all->beat != NULL && all->beat() != 0)
        return KERNEL_STOPPED;
    return KERNEL_DONE;
}

static int add_point(arena *memory, double_list *list, vector point)
{
    TRY(add_double(memory, list, point.x));
    return add_double(memory, list, point.y);
}

int add_way(arena *memory, way_list *list, one_way added)
{
    TRY(add_int(memory, &list->dangle, added.dangle));
    TRY(add_int(memory, &list->other, added.other));
    TRY(add_int(memory, &list->vertex, added.vertex));
    TRY(add_int(memory, &list->mutual, added.mutual));
    TRY(add_int(memory, &list->sideways, added.sideways));
    TRY(add_point(memory, &list->segment, added.from));
    TRY(add_point(memory, &list->segment, added.to));
    TRY(add_point(memory, &list->corner, added.corner));
    TRY(add_point(memory, &list->direction, added.direction));
    TRY(add_double(memory, &list->aside, added.aside));
    return add_double(memory, &list->cosine, added.cosine);
}

int first_difference(const double *differences, int count)
{
    for (int k = 0; k < count; k++)
        if (fabs(differences[k]) > ALIKE)
            return differences[k] > 0 ? 1 : -1;
    return 0;
}

double how_much_longer(const search *all, int64_t one, int64_t other)
{
    return (all->dangles->reach_back[one] - all->dangles->reach_back[other]) / all->clearance;
}

double how_much_more_sticking_out(const search *all, int64_t one, int64_t other)
{
    return (double)all->dangles->sticks_out[one] - (double)all->dangles->sticks_out[other];
}

double how_much_thicker(const search *all, int64_t one, int64_t other)
{
    return (all->dangles->thickness[one] - all->dangles->thickness[other]) / all->clearance;
}

/* Whether the first of two dangles that meet represents both: it is the likelier overshoot; as `represents`. */
static int represents(const search *all, int64_t one, int64_t other)
{
    double differences[4] = {how_much_more_sticking_out(all, one, other), -how_much_longer(all, one, other),
                             how_much_thicker(all, one, other), (double)(other - one)};
    return first_difference(differences, 4) > 0;
}

static int64_t dangle_met(const search *all, const sight *seen)
{
    return seen->vertex >= 0 ? all->dangle_at[seen->vertex] : -1;
}

/* As `ways_ahead`. */
static int find_ways_ahead(arena *memory, search *all, double reach)
{
    const kernel_dangles *dangles = all->dangles;
    hit_list hits = {0};
    sight *seen;
    TAKE(memory, seen, dangles->count);
    for (int64_t k = 0; k < dangles->count; k++) {
        TRY(count_look(all));
        TRY(look_ahead(memory, all->index, all->graph, &all->used, dangles->points + 2 * k,
                       dangles->directions + 2 * k, dangles->thickness[k], reach, all->clearance, &hits, &seen[k]));
    }
    for (int64_t k = 0; k < dangles->count; k++) {
        int64_t other = dangle_met(all, &seen[k]);
        int mutual = other >= 0 && dangle_met(all, &seen[other]) == k;
        if (!(seen[k].distance < INFINITY) || (mutual && !represents(all, k, other)))
            continue;
        if (mutual)
            all->paired[k] = all->paired[other] = 1;
        one_way found = {.dangle = k,
                     .other = other,
                     .vertex = seen[k].vertex,
                     .from = vector_at(dangles->points + 2 * k),
                     .to = seen[k].point,
                     .corner = {NAN, NAN},
                     .direction = vector_at(dangles->directions + 2 * k),
                     .aside = mutual ? larger(seen[k].aside, seen[other].aside) : seen[k].aside,
                     .cosine = seen[k].cosine,
                     .mutual = mutual};
        TRY(add_way(memory, &all->found, found));
    }
    return KERNEL_DONE;
}

/* A way sideways, and keys of the order in which they come. */
typedef struct {
    one_way found;
    double keys[5];
    int64_t pair[2]; /* the two dangles, the lower number first */
    int64_t place;
} way_aside;

static int comes_before(const way_aside *a, const way_aside *b) { return are_lower(a->keys, b->keys, 5); }
DEFINE_SORT(sort_by_keys, way_aside, comes_before)

typedef struct {
    int64_t low, high, place;
} numbered_pair;

static int pair_is_before(const numbered_pair *a, const numbered_pair *b)
{
    return a->low < b->low || (a->low == b->low && a->high < b->high);
}
DEFINE_SORT(sort_pairs, numbered_pair, pair_is_before)

static numbered_pair pair_of(int64_t one, int64_t other, int64_t place)
{
    numbered_pair pair = {one < other ? one : other, one < other ? other : one, place};
    return pair;
}

/* Look to one side of a dangle. */
static int look_aside(arena *memory, search *all, int64_t k, double side, double reach, hit_list *hits,
                      way_aside *ways, int64_t *count)
{
    const kernel_dangles *dangles = all->dangles;
    vector out = vector_at(dangles->directions + 2 * k);
    /* the middle of a body's corner lies half its thickness before its end */
    double half = dangles->thickness[k] / 2;
    double from[2] = {dangles->points[2 * k] - half * out.x, dangles->points[2 * k + 1] - half * out.y};
    double direction[2] = {-out.y * side, out.x * side};
    sight seen;
    TRY(count_look(all));
    TRY(look_ahead(memory, all->index, all->graph, &all->used, from, direction, dangles->thickness[k], reach,
                   all->clearance, hits, &seen));
    int64_t other = dangle_met(all, &seen);
    if (!(seen.distance < INFINITY) || other == k)
        return KERNEL_DONE;
    one_way found = {.dangle = k,
                 .other = other,
                 .vertex = seen.vertex,
                 .from = vector_at(from),
                 .to = seen.point,
                 .corner = {NAN, NAN},
                 .direction = vector_at(direction),
                 .aside = seen.aside,
                 .cosine = seen.cosine,
                 .sideways = 1};
    /* of two dangles abreast, the one with the longer wall represents both, whatever their numbers are */
    way_aside added = {found,
                       {!dangles->sticks_out[k], order_key(-dangles->reach_back[k], all->clearance),
                        order_key(-dangles->thickness[k], all->clearance), order_key(seen.aside, all->clearance),
                        order_key(seen.distance, all->clearance)},
                       {0},
                       0};
    ways[(*count)++] = added;
    return KERNEL_DONE;
}

/* As `ways_sideways`, without those that join the same two dangles as one of the ways ahead. */
static int find_ways_sideways(arena *memory, search *all, double reach)
{
    const kernel_dangles *dangles = all->dangles;
    int64_t count = 0, pair_count = 0, ahead = all->found.dangle.count;
    hit_list hits = {0};
    way_aside *ways;
    numbered_pair *pairs;
    uint8_t *repeats;
    TAKE(memory, ways, 2 * dangles->count);
    for (int side = 1; side >= -1; side -= 2)
        for (int64_t k = 0; k < dangles->count; k++)
            if (!all->paired[k])
                TRY(look_aside(memory, all, k, side, reach, &hits, ways, &count));
    TRY(sort_by_keys(memory, ways, count));
    /* the ways ahead come first, so that one of them is the first of its pair */
    TAKE(memory, pairs, ahead + count);
    TAKE(memory, repeats, count);
    for (int64_t k = 0; k < ahead; k++)
        if (all->found.other.items[k] >= 0)
            pairs[pair_count++] = pair_of(all->found.dangle.items[k], all->found.other.items[k], -1);
    for (int64_t k = 0; k < count; k++)
        if (ways[k].found.other >= 0)
            pairs[pair_count++] = pair_of(ways[k].found.dangle, ways[k].found.other, k);
    TRY(sort_pairs(memory, pairs, pair_count));
    for (int64_t k = 1; k < pair_count; k++)
        if (!pair_is_before(&pairs[k - 1], &pairs[k]) && pairs[k].place >= 0)
            repeats[pairs[k].place] = 1;
    for (int64_t k = 0; k < count; k++)
        if (!repeats[k])
            TRY(add_way(memory, &all->found, ways[k].found));
    return KERNEL_DONE;
}

/* The dangles that may lead on otherwise than ahead, in an index. */
static int index_open(arena *memory, const search *all, int64_t *open, int64_t *count, kernel_index **index)
{
    double *points;
    *count = 0;
    TAKE(memory, points, 2 * all->dangles->count);
    for (int64_t k = 0; k < all->dangles->count; k++) {
        if (all->paired[k])
            continue;
        points[2 * *count] = all->dangles->points[2 * k];
        points[2 * *count + 1] = all->dangles->points[2 * k + 1];
        open[(*count)++] = k;
    }
    return index_points(memory, points, *count, index);
}

static int prepare(arena *memory, search *all, double overshoot)
{
    TRY(list_used(memory, all->graph, &all->used));
    TRY(find_directions(memory, all->graph, &all->leaving));
    TAKE(memory, all->dangle_at, all->graph->point_count);
    TAKE(memory, all->paired, all->dangles->count);
    for (int64_t vertex = 0; vertex < all->graph->point_count; vertex++)
        all->dangle_at[vertex] = -1;
    for (int64_t k = 0; k < all->dangles->count; k++) {
        all->dangle_at[all->dangles->vertices[k]] = k;
        /* what may stick out of a junction by mistake leads nowhere but ahead */
        all->paired[k] = all->dangles->sticks_out[k] && all->dangles->reach_back[k] < overshoot;
    }
    return KERNEL_DONE;
}

static int hand_back(const way_list *found, const int64_t *counts, kernel_output *output, arena *memory)
{
    int64_t count = found->dangle.count;
    uint8_t *mutual, *sideways;
    TAKE(memory, mutual, count);
    TAKE(memory, sideways, count);
    for (int64_t k = 0; k < count; k++) {
        mutual[k] = (uint8_t)found->mutual.items[k];
        sideways[k] = (uint8_t)found->sideways.items[k];
    }
    TRY(output_add(output, counts, 4, sizeof *counts));
    TRY(output_add(output, found->dangle.items, count, sizeof(int64_t)));
    TRY(output_add(output, found->other.items, count, sizeof(int64_t)));
    TRY(output_add(output, mutual, count, sizeof *mutual));
    TRY(output_add(output, found->segment.items, 4 * count, sizeof(double)));
    TRY(output_add(output, found->corner.items, 2 * count, sizeof(double)));
    TRY(output_add(output, found->direction.items, 2 * count, sizeof(double)));
    TRY(output_add(output, found->vertex.items, count, sizeof(int64_t)));
    TRY(output_add(output, found->aside.items, count, sizeof(double)));
    TRY(output_add(output, found->cosine.items, count, sizeof(double)));
    return output_add(output, sideways, count, sizeof *sideways);
}

static int find_ways(arena *memory, search *all, const double *lengths, kernel_index **listed, kernel_output *output)
{
    double reach = lengths[0], reach_aside = lengths[1], elbow = lengths[2], overshoot = lengths[3];
    int64_t counts[4] = {0}, *open, open_count;
    TRY(prepare(memory, all, overshoot));
    TRY(find_ways_ahead(memory, all, reach));
    counts[0] = all->found.dangle.count;
    TRY(find_ways_sideways(memory, all, reach_aside));
    counts[1] = all->found.dangle.count - counts[0];
    TAKE(memory, open, all->dangles->count);
    TRY(index_open(memory, all, open, &open_count, listed));
    TRY(find_ways_around(memory, all, *listed, open, open_count, elbow));
    counts[2] = all->found.dangle.count - counts[1] - counts[0];
    TRY(find_ways_to_corners(memory, all, *listed, open, open_count, elbow));
    counts[3] = all->found.dangle.count - counts[2] - counts[1] - counts[0];
    return hand_back(&all->found, counts, output, memory);
}

int kernel_find_ways(kernel_index *index, const kernel_graph *graph, const kernel_dangles *dangles,
                     const double *lengths, double clearance, kernel_beat beat, kernel_output *output)
{
    arena memory = {0};
    search all = {.graph = graph, .dangles = dangles, .index = index, .clearance = clearance, .beat = beat};
    kernel_index *listed = NULL;
    int status = find_ways(&memory, &all, lengths, &listed, output);
    kernel_index_free(listed);
    kernel_index_free(all.used.index);
    arena_free(&memory);
    return status;
}
