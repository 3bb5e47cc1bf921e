/* Walk around the faces of a planar graph: detection/graph/faces.py says how, and this does the same.
 *
 * Half-edge 2 * edge runs from the first vertex of an edge to its second, 2 * edge + 1 runs back.
 */
#include "graph.h"

#include "sorting.h"

enum { BEAT = 1 << 17 }; /* half-edges between two calls of the progress callback */

typedef struct {
    double way; /* grows with the angle */
    int64_t half_edge;
} leaving_edge;

/* Closed walks along half-edges, one after the other. */
typedef struct {
    int64_t *half_edges;
    int64_t *offsets; /* where each walk begins, and the end */
    int64_t *walk_of; /* the walk of each half-edge */
    int64_t count;
} walks;

static int leaves_before(const leaving_edge *a, const leaving_edge *b)
{
    return a->way < b->way || (a->way == b->way && a->half_edge < b->half_edge);
}
DEFINE_SORT(sort_leaving, leaving_edge, leaves_before)

int list_leaving(arena *memory, const int64_t *edges, int64_t edge_count, int64_t point_count, fan_lists *fans)
{
    int64_t *first;
    TAKE(memory, first, point_count + 2); /* two places on, until the lists are full */
    TAKE(memory, fans->half_edges, 2 * edge_count);
    for (int64_t half_edge = 0; half_edge < 2 * edge_count; half_edge++)
        first[edges[half_edge] + 2]++;
    for (int64_t vertex = 0; vertex < point_count; vertex++)
        first[vertex + 2] += first[vertex + 1];
    for (int64_t half_edge = 0; half_edge < 2 * edge_count; half_edge++)
        fans->half_edges[first[edges[half_edge] + 1]++] = half_edge;
    fans->first = first;
    return KERNEL_DONE;
}

/* A number that grows with the angle of a direction, from that of (-1, -0) to that of (-1, 0); as `_way`. */
static double way_of(double x, double y)
{
    double rise = y / (fabs(x) + fabs(y));
    return x >= 0 ? rise : y >= 0 ? 2 - rise : -2 - rise;
}

/* The half-edge that follows each half-edge around the face on its left; as `_successors`. */
static int find_successors(arena *memory, const double *points, const int64_t *edges, int64_t edge_count,
                           int64_t point_count, int64_t *successor)
{
    fan_lists fans;
    leaving_edge *around;
    int64_t most = 0;
    TRY(list_leaving(memory, edges, edge_count, point_count, &fans));
    for (int64_t vertex = 0; vertex < point_count; vertex++)
        if (fans.first[vertex + 1] - fans.first[vertex] > most)
            most = fans.first[vertex + 1] - fans.first[vertex];
    TAKE(memory, around, most);
    for (int64_t vertex = 0; vertex < point_count; vertex++) {
        int64_t degree = fans.first[vertex + 1] - fans.first[vertex];
        const int64_t *leaving = fans.half_edges + fans.first[vertex];
        for (int64_t k = 0; k < degree; k++) {
            int64_t end = edges[leaving[k] ^ 1];
            double x = points[2 * end] - points[2 * vertex], y = points[2 * end + 1] - points[2 * vertex + 1];
            leaving_edge edge = {way_of(x, y), leaving[k]};
            around[k] = edge;
        }
        TRY(sort_leaving(memory, around, degree));
        for (int64_t k = 0; k < degree; k++) /* the next one clockwise */
            successor[around[k].half_edge ^ 1] = around[k > 0 ? k - 1 : degree - 1].half_edge;
    }
    return KERNEL_DONE;
}

/* The cycles that the successors make; as `_walk`. */
static int walk(const int64_t *successor, int64_t half_edge_count, kernel_beat beat, walks *found)
{
    int64_t taken = 0;
    found->count = 0;
    for (int64_t k = 0; k < half_edge_count; k++)
        found->walk_of[k] = -1;
    for (int64_t start = 0; start < half_edge_count; start++) {
        if (beat != NULL && start % BEAT == 0 && beat() != 0)
            return KERNEL_STOPPED;
        if (found->walk_of[start] >= 0)
            continue;
        found->offsets[found->count] = taken;
        for (int64_t step = start; found->walk_of[step] < 0; step = successor[step]) {
            found->walk_of[step] = found->count;
            found->half_edges[taken++] = step;
        }
        found->count++;
    }
    found->offsets[found->count] = taken;
    return KERNEL_DONE;
}

/* Cut walks that pass a vertex twice into simple rings; as `_split_at_repeated_vertices`. */
static int split_walks(arena *memory, const int64_t *edges, int64_t point_count, const walks *found,
                       int_list *half_edges, int_list *offsets, int_list *face_of)
{
    int64_t *place, *path; /* where on the path each vertex is, from 1 on; half-edges of the path */
    TAKE(memory, place, point_count);
    TAKE(memory, path, found->offsets[found->count]);
    for (int64_t number = 0; number < found->count; number++) {
        int64_t length = 0;
        for (int64_t k = found->offsets[number]; k < found->offsets[number + 1]; k++) {
            int64_t half_edge = found->half_edges[k], vertex = edges[half_edge];
            if (place[vertex] > 0) { /* back at it: take off what lies between */
                int64_t start = place[vertex] - 1;
                TRY(add_int(memory, offsets, half_edges->count));
                TRY(add_int(memory, face_of, number));
                for (int64_t step = start; step < length; step++) {
                    TRY(add_int(memory, half_edges, path[step]));
                    place[edges[path[step]]] = 0;
                }
                length = start;
            }
            path[length++] = half_edge;
            place[vertex] = length;
        }
        TRY(add_int(memory, offsets, half_edges->count));
        TRY(add_int(memory, face_of, number));
        for (int64_t step = 0; step < length; step++) {
            TRY(add_int(memory, half_edges, path[step]));
            place[edges[path[step]]] = 0;
        }
    }
    return add_int(memory, offsets, half_edges->count);
}

/* Signed area of a ring, seen from its first point; as `signed_areas`. */
static double signed_area(const double *points, const int64_t *edges, const int64_t *half_edges, int64_t count)
{
    const double *base = points + 2 * edges[half_edges[0]];
    double twice = 0, x = 0, y = 0;
    for (int64_t k = 0; k < count; k++) {
        const double *after = points + 2 * edges[half_edges[k + 1 < count ? k + 1 : 0]];
        double x_after = after[0] - base[0], y_after = after[1] - base[1];
        twice += x * y_after - x_after * y;
        x = x_after;
        y = y_after;
    }
    return twice / 2;
}

static int trace_rings(arena *memory, const kernel_graph *graph, kernel_beat beat, kernel_output *output)
{
    int64_t edge_count = graph->edge_count, *edges, *successor, *number;
    uint8_t *kept;
    walks found;
    TAKE(memory, edges, 2 * edge_count);
    TAKE(memory, successor, 2 * edge_count);
    TAKE(memory, number, edge_count); /* of each edge that is left, in the graph */
    TAKE(memory, kept, edge_count);
    TAKE(memory, found.half_edges, 2 * edge_count);
    TAKE(memory, found.offsets, 2 * edge_count + 1);
    TAKE(memory, found.walk_of, 2 * edge_count);
    for (int64_t edge = 0; edge < edge_count; edge++) {
        edges[2 * edge] = graph->edges[2 * edge];
        edges[2 * edge + 1] = graph->edges[2 * edge + 1];
        number[edge] = edge;
        kept[edge] = 1;
    }
    for (int64_t dropped = 1; dropped > 0;) {
        TRY(find_successors(memory, graph->points, edges, edge_count, graph->point_count, successor));
        TRY(walk(successor, 2 * edge_count, beat, &found));
        int64_t left = 0;
        for (int64_t edge = 0; edge < edge_count; edge++) {
            if (found.walk_of[2 * edge] == found.walk_of[2 * edge + 1]) { /* separates nothing */
                kept[number[edge]] = 0;
                continue;
            }
            edges[2 * left] = edges[2 * edge];
            edges[2 * left + 1] = edges[2 * edge + 1];
            number[left++] = number[edge];
        }
        dropped = edge_count - left;
        edge_count = left;
    }
    int_list half_edges = {0}, offsets = {0}, face_of = {0};
    double *area;
    TRY(split_walks(memory, edges, graph->point_count, &found, &half_edges, &offsets, &face_of));
    TAKE(memory, area, face_of.count);
    for (int64_t ring = 0; ring < face_of.count; ring++) {
        int64_t first = offsets.items[ring];
        area[ring] = signed_area(graph->points, edges, half_edges.items + first, offsets.items[ring + 1] - first);
    }
    TRY(output_add(output, kept, graph->edge_count, sizeof *kept));
    TRY(output_add(output, half_edges.items, half_edges.count, sizeof *half_edges.items));
    TRY(output_add(output, offsets.items, offsets.count, sizeof *offsets.items));
    TRY(output_add(output, area, face_of.count, sizeof *area));
    return output_add(output, face_of.items, face_of.count, sizeof *face_of.items);
}

int kernel_trace_rings(const kernel_graph *graph, kernel_beat beat, kernel_output *output)
{
    arena memory = {0};
    int status = trace_rings(&memory, graph, beat, output);
    arena_free(&memory);
    return status;
}
