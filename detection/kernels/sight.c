/* See what is nearest ahead of a dangle: `_look_ahead` of detection/closing/ways.py. */
#include <math.h>

#include "ways.h"

int list_used(arena *memory, const kernel_graph *graph, used_vertices *used)
{
    uint8_t *has_edge;
    double *points;
    int64_t count = 0;
    TAKE(memory, has_edge, graph->point_count);
    TAKE(memory, points, 2 * graph->point_count);
    TAKE(memory, used->numbers, graph->point_count);
    for (int64_t half_edge = 0; half_edge < 2 * graph->edge_count; half_edge++)
        has_edge[graph->edges[half_edge]] = 1;
    for (int64_t vertex = 0; vertex < graph->point_count; vertex++)
        if (has_edge[vertex]) {
            points[2 * count] = graph->points[2 * vertex];
            points[2 * count + 1] = graph->points[2 * vertex + 1];
            used->numbers[count++] = vertex;
        }
    return index_points(memory, points, count, &used->index);
}

int are_lower(const double *keys, const double *others, int count)
{
    for (int k = 0; k < count; k++)
        if (keys[k] != others[k])
            return keys[k] < others[k];
    return 0;
}

/* The nearest wall ahead; of those hit at the same place, the one that lies most across the way. */
static void see_wall(const hit_list *hits, const double *ends, vector way, double clearance, sight *seen)
{
    double best[2] = {INFINITY, INFINITY};
    for (int64_t n = 0; n < hits->count; n++) {
        vector line = along(ends + 4 * hits->items[n].segment);
        double cosine = fabs(dot(line, way)) / larger(length_of(line), 1e-300);
        double keys[2] = {order_key(hits->items[n].distance, clearance), cosine};
        if (are_lower(keys, best, 2)) {
            best[0] = keys[0], best[1] = keys[1];
            seen->distance = hits->items[n].distance;
            seen->cosine = cosine;
        }
    }
}

/* The nearest vertex ahead that is not behind the wall that is hit. */
static void see_vertex(const hit_list *hits, const used_vertices *used, const double *points, vector from, vector way,
                       double clearance, sight *seen)
{
    double best[3] = {INFINITY, INFINITY, INFINITY}, farthest = seen->distance + ASIDE * clearance;
    for (int64_t n = 0; n < hits->count; n++) {
        double forward = hits->items[n].distance, aside = hits->items[n].share;
        int64_t vertex = used->numbers[hits->items[n].segment];
        if (!(forward <= farthest))
            continue;
        double on_the_right = cross(way, minus(vector_at(points + 2 * vertex), from)) < 0;
        double keys[3] = {order_key(forward + 2 * aside, clearance), order_key(forward, clearance), on_the_right};
        if (are_lower(keys, best, 3)) {
            best[0] = keys[0], best[1] = keys[1], best[2] = keys[2];
            seen->vertex = vertex;
            seen->aside = aside;
            seen->distance = forward;
        }
    }
}

int look_ahead(arena *memory, kernel_index *index, const kernel_graph *graph, const used_vertices *used,
               const double *point, const double *direction, double thickness, double reach, double clearance,
               hit_list *hits, sight *seen)
{
    vector from = vector_at(point), way = vector_at(direction);
    sight nothing = {INFINITY, 0, 0, from, -1};
    *seen = nothing;
    hits->count = 0;
    TRY(index_shoot(memory, index, 0, point, direction, reach, hits));
    see_wall(hits, index_ends(index), way, clearance, seen);
    double at_wall = seen->distance;
    vector wall_point = ahead_of(from, at_wall < INFINITY ? at_wall : 0.0, way);
    hits->count = 0;
    TRY(index_ahead(memory, used->index, 0, point, direction, reach, ASIDE * clearance, CONE, hits));
    see_vertex(hits, used, graph->points, from, way, clearance, seen);
    /* a solid wall that ends within its corner is met at its axis, not at its end */
    int at_axis = seen->cosine < BENT && at_wall < INFINITY && thickness > 0 &&
                  fabs(seen->distance - at_wall) <= thickness + ALIKE * clearance;
    seen->point = seen->vertex >= 0 && !at_axis ? vector_at(graph->points + 2 * seen->vertex) : wall_point;
    if (seen->vertex >= 0)
        seen->cosine = 0;
    return KERNEL_DONE;
}
