/* Close the ways that tied ends have left between them: `_seams` of detection/graph/gaps.py, which says why. */
#include <math.h>

#include "gaps.h"
#include "rays.h"
#include "sets.h"
#include "sorting.h"
#include "vectors.h"

/* A way between two dangles, a < b, that are in different parts, low < high. */
typedef struct {
    int64_t low, high, a, b;
    double apart;
} way;

static int way_is_before(const way *one, const way *other)
{
    if (one->low != other->low)
        return one->low < other->low;
    if (one->high != other->high)
        return one->high < other->high;
    if (one->apart != other->apart)
        return one->apart < other->apart;
    return one->a != other->a ? one->a < other->a : one->b < other->b;
}
DEFINE_SORT(sort_ways, way, way_is_before)

typedef struct {
    double apart;
    int64_t number;
} ranked;

static int is_shorter(const ranked *one, const ranked *other) { return one->apart < other->apart; }
DEFINE_SORT(sort_ranked, ranked, is_shorter)

static int point_is_before(const double *point, vector other)
{
    return point[0] < other.x || (point[0] == other.x && point[1] < other.y);
}

/* The vertex at a point: one with its coordinates, or else the nearest; as `_vertices_at`. */
static int64_t vertex_at(const kernel_graph *graph, vector point)
{
    const double *points = graph->points;
    int64_t low = 0, high = graph->point_count;
    while (low < high) {
        int64_t middle = low + (high - low) / 2;
        if (point_is_before(points + 2 * middle, point))
            low = middle + 1;
        else
            high = middle;
    }
    if (low < graph->point_count && points[2 * low] == point.x && points[2 * low + 1] == point.y)
        return low;
    int64_t nearest = 0, below = low - 1, above = low;
    double least = INFINITY;
    while (below >= 0 || above < graph->point_count) { /* by x, away from the point, as long as one may be nearer */
        int64_t next = below >= 0 ? below-- : above++;
        double x = points[2 * next] - point.x, y = points[2 * next + 1] - point.y;
        if (x * x > least) {
            if (next <= low - 1)
                below = -1;
            else
                above = graph->point_count;
        } else if (x * x + y * y < least) {
            least = x * x + y * y;
            nearest = next;
        }
    }
    return nearest;
}

/* Unites the vertices that legs tie, and those of dangles with the junctions that they stick out of. */
static int unite_tied(arena *memory, const kernel_dangles *first, const kernel_graph *graph, const double *legs,
                      int64_t leg_count, double reach, const int64_t *vertex, int64_t **parts)
{
    TAKE(memory, *parts, graph->point_count);
    for (int64_t k = 0; k < graph->point_count; k++)
        (*parts)[k] = k;
    for (int64_t k = 0; k < leg_count; k++)
        set_unite(*parts, vertex_at(graph, vector_at(legs + 4 * k)), vertex_at(graph, vector_at(legs + 4 * k + 2)));
    for (int64_t k = 0; k < first->count; k++)
        if (first->reach_back[k] <= reach)
            set_unite(*parts, vertex[k], vertex_at(graph, vector_at(first->junctions + 2 * k)));
    return KERNEL_DONE;
}

/* The shortest way between each two parts, by ascending parts. */
static int list_ways(arena *memory, const kernel_dangles *first, int64_t *parts, const int64_t *vertex,
                     const hit_list *pairs, way **ways, int64_t *count)
{
    int64_t found = 0;
    TAKE(memory, *ways, pairs->count);
    for (int64_t k = 0; k < pairs->count; k++) {
        int64_t a = pairs->items[k].ray, b = pairs->items[k].segment;
        int64_t one = set_root(parts, vertex[a]), other = set_root(parts, vertex[b]);
        if (one == other)
            continue;
        vector between = minus(vector_at(first->points + 2 * b), vector_at(first->points + 2 * a));
        way added = {one < other ? one : other, one < other ? other : one, a, b, length_of(between)};
        (*ways)[found++] = added;
    }
    TRY(sort_ways(memory, *ways, found));
    *count = 0;
    for (int64_t k = 0; k < found; k++)
        if (k == 0 || (*ways)[k].low != (*ways)[*count - 1].low || (*ways)[k].high != (*ways)[*count - 1].high)
            (*ways)[(*count)++] = (*ways)[k];
    return KERNEL_DONE;
}

/* The pairs of dangles within the reach of each other. */
static int list_pairs(arena *memory, const kernel_dangles *first, double reach, hit_list *pairs)
{
    kernel_index *index;
    TRY(index_points(memory, first->points, first->count, &index));
    int status = KERNEL_DONE;
    for (int64_t k = 0; k < first->count && status == KERNEL_DONE; k++) {
        int64_t before = pairs->count;
        status = index_around(memory, index, k, first->points + 2 * k, reach, pairs);
        int64_t kept = before;
        for (int64_t n = before; n < pairs->count; n++)
            if (pairs->items[n].segment > k)
                pairs->items[kept++] = pairs->items[n];
        pairs->count = kept;
    }
    kernel_index_free(index);
    return status;
}

int choose_seams(arena *memory, const kernel_dangles *first, const kernel_graph *graph, const double *legs,
                 int64_t leg_count, double reach, gap_legs *seams)
{
    hit_list pairs = {0};
    TRY(list_pairs(memory, first, reach, &pairs));
    if (pairs.count == 0)
        return KERNEL_DONE;
    int64_t *vertex, *parts, count;
    way *ways;
    ranked *by_length;
    uint8_t *in_tree;
    TAKE(memory, vertex, first->count);
    for (int64_t k = 0; k < first->count; k++)
        vertex[k] = vertex_at(graph, vector_at(first->points + 2 * k));
    TRY(unite_tied(memory, first, graph, legs, leg_count, reach, vertex, &parts));
    TRY(list_ways(memory, first, parts, vertex, &pairs, &ways, &count));
    TAKE(memory, by_length, count);
    TAKE(memory, in_tree, count);
    for (int64_t k = 0; k < count; k++) {
        ranked item = {ways[k].apart, k};
        by_length[k] = item;
    }
    TRY(sort_ranked(memory, by_length, count));
    /* a spanning tree of least length: Kruskal, Proceedings of the AMS 7 (1956) */
    for (int64_t k = 0; k < count; k++) {
        const way *shortest = &ways[by_length[k].number];
        in_tree[by_length[k].number] = set_unite(parts, shortest->low, shortest->high);
    }
    for (int64_t k = 0; k < count; k++) {
        if (!in_tree[k])
            continue;
        for (int axis = 0; axis < 2; axis++)
            TRY(add_double(memory, &seams->ends, first->points[2 * ways[k].a + axis]));
        for (int axis = 0; axis < 2; axis++)
            TRY(add_double(memory, &seams->ends, first->points[2 * ways[k].b + axis]));
        TRY(add_int(memory, &seams->dangles, ways[k].a));
    }
    return KERNEL_DONE;
}
