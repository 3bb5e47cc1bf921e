/* Join the vertices along segments to the edges of a graph: `_edges_between` of detection/graph/noding.py. */
#include "noding.h"

#include <string.h>

#include "sorting.h"

typedef struct {
    double position; /* along the segment */
    int64_t vertex;
} incidence;

typedef struct {
    int64_t high;  /* the larger vertex of the edge; edges with the same smaller one stand together */
    int64_t order; /* in which the edges were found: by segment, and along it */
} found_edge;

static int incidence_is_before(const incidence *a, const incidence *b)
{
    return a->position < b->position || (a->position == b->position && a->vertex < b->vertex);
}
DEFINE_SORT(sort_incidences, incidence, incidence_is_before)

static int edge_is_before(const found_edge *a, const found_edge *b) { return a->high < b->high; }
DEFINE_SORT(sort_edges, found_edge, edge_is_before)

/* Adds a vertex to the list of a segment. */
static void put(incidence *lists, int64_t *next, const double *ends, const double *points, int64_t segment,
                int64_t vertex)
{
    const double *start = ends + 4 * segment;
    double along_x = start[2] - start[0], along_y = start[3] - start[1];
    double x = points[2 * vertex] - start[0], y = points[2 * vertex + 1] - start[1];
    incidence entry = {x * along_x + y * along_y, vertex};
    lists[next[segment]++] = entry;
}

/* The vertices on each segment, in the order along it: `first`, (count + 1,), says where its list begins. */
static int list_incidences(arena *memory, const double *ends, int64_t count, const double *points,
                           const int64_t *vertex_of, const meetings *found, int64_t *first, incidence **lists)
{
    for (int64_t k = 0; k < count; k++)
        first[k + 1] = 2;
    for (int64_t k = 0; k < found->touch_segment.count; k++)
        first[found->touch_segment.items[k] + 1]++;
    for (int64_t k = 0; k < found->cross_first.count; k++) {
        first[found->cross_first.items[k] + 1]++;
        first[found->cross_second.items[k] + 1]++;
    }
    int64_t *next;
    TAKE(memory, next, count);
    for (int64_t k = 0; k < count; k++) {
        first[k + 1] += first[k];
        next[k] = first[k];
    }
    TAKE(memory, *lists, first[count]);
    for (int64_t k = 0; k < 2 * count; k++)
        put(*lists, next, ends, points, k / 2, vertex_of[k]);
    for (int64_t k = 0; k < found->touch_segment.count; k++)
        put(*lists, next, ends, points, found->touch_segment.items[k], vertex_of[found->touch_end.items[k]]);
    for (int64_t k = 0; k < found->cross_first.count; k++) {
        int64_t vertex = vertex_of[2 * count + k];
        put(*lists, next, ends, points, found->cross_first.items[k], vertex);
        put(*lists, next, ends, points, found->cross_second.items[k], vertex);
    }
    for (int64_t k = 0; k < count; k++)
        TRY(sort_incidences(memory, *lists + first[k], first[k + 1] - first[k]));
    return KERNEL_DONE;
}

/* Join the vertices along each segment, and merge edges that several segments share; as `_edges_between`. */
static int join_vertices(arena *memory, const int64_t *first, const incidence *lists, int64_t count,
                         int64_t vertex_count, kernel_output *output)
{
    int64_t most = first[count] - count, found = 0;
    int64_t *from, *to, *segment, *group;
    found_edge *grouped;
    TAKE(memory, from, most);
    TAKE(memory, to, most);
    TAKE(memory, segment, most);
    TAKE(memory, group, vertex_count + 2); /* where the edges of each smaller vertex begin, two places on */
    for (int64_t k = 0; k < count; k++)
        for (int64_t place = first[k] + 1; place < first[k + 1]; place++) {
            int64_t a = lists[place - 1].vertex, b = lists[place].vertex;
            if (a == b)
                continue;
            from[found] = a, to[found] = b, segment[found++] = k;
            group[(a < b ? a : b) + 2]++;
        }
    for (int64_t vertex = 0; vertex < vertex_count; vertex++)
        group[vertex + 2] += group[vertex + 1];
    TAKE(memory, grouped, found);
    for (int64_t k = 0; k < found; k++) {
        int64_t low = from[k] < to[k] ? from[k] : to[k];
        found_edge edge = {from[k] < to[k] ? to[k] : from[k], k};
        grouped[group[low + 1]++] = edge;
    }
    int64_t edge_count = 0, *edges = output_take(output, 2 * found, sizeof *edges);
    int64_t *cover_edge = output_take(output, found, sizeof *cover_edge);
    int64_t *cover_segment = output_take(output, found, sizeof *cover_segment);
    if (edges == NULL || cover_edge == NULL || cover_segment == NULL)
        return KERNEL_NO_MEMORY;
    for (int64_t vertex = 0; vertex < vertex_count; vertex++) {
        TRY(sort_edges(memory, grouped + group[vertex], group[vertex + 1] - group[vertex]));
        for (int64_t k = group[vertex]; k < group[vertex + 1]; k++) {
            int64_t order = grouped[k].order;
            if (k == group[vertex] || grouped[k].high != grouped[k - 1].high) {
                edges[2 * edge_count] = from[order];
                edges[2 * edge_count + 1] = to[order];
                edge_count++;
            }
            cover_edge[k] = edge_count - 1;
            cover_segment[k] = segment[order];
        }
    }
    output_shorten(output, output->count - 3, 2 * edge_count, sizeof *edges);
    return KERNEL_DONE;
}

int make_graph(arena *memory, const double *ends, int64_t count, double tolerance, const meetings *found,
               kernel_beat beat, kernel_output *output)
{
    int64_t point_count = 2 * count + found->cross_first.count, vertex_count, *vertex_of, *first;
    double *points;
    incidence *lists;
    points = output_take(output, 2 * point_count, sizeof *points);
    if (points == NULL)
        return KERNEL_NO_MEMORY;
    TAKE(memory, vertex_of, point_count);
    TAKE(memory, first, count + 1);
    if (count > 0)
        memcpy(points, ends, (size_t)(4 * count) * sizeof *points);
    if (found->cross_points.count > 0)
        memcpy(points + 4 * count, found->cross_points.items, (size_t)found->cross_points.count * sizeof *points);
    TRY(merge_points(points, point_count, tolerance, vertex_of, &vertex_count));
    output_shorten(output, output->count - 1, 2 * vertex_count, sizeof *points);
    points = output->data[output->count - 1];
    TRY(list_incidences(memory, ends, count, points, vertex_of, found, first, &lists));
    if (beat != NULL && beat() != 0)
        return KERNEL_STOPPED;
    return join_vertices(memory, first, lists, count, vertex_count, output);
}
