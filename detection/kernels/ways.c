/* Look how the walls that end at dangles may continue: detection/closing/ways.py says how, and this does the same. */
#include <math.h>

#include "directions.h"
#include "grid.h"
#include "rays.h"
#include "vectors.h"

/* As in ways.py, in multiples of the clearance where they are lengths. */
#define ASIDE 0.03
#define CONE 0.06
#define BENT 0.499 /* sine of an angle */

/* What is nearest ahead of one dangle. */
typedef struct {
    double distance, aside, cosine;
    vector point;
    int64_t vertex;
} sight;

/* The vertices that have edges, in an index. */
typedef struct {
    kernel_index *index;
    int64_t *numbers; /* of the vertices in the index */
} used_vertices;

static int list_used(arena *memory, const kernel_graph *graph, used_vertices *used)
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

/* Whether keys, the first of which weighs most, are lower than others. */
static int are_lower(const double *keys, const double *others, int count)
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

/* As `_look_ahead`, for one dangle; the lists are used again for each. */
static int look_ahead(arena *memory, kernel_index *index, const kernel_graph *graph, const used_vertices *used,
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

static int look_ahead_of_all(arena *memory, kernel_index *index, const kernel_graph *graph, const used_vertices *used,
                             const double *points, const double *ways, const double *thickness, int64_t count,
                             double reach, double clearance, kernel_output *output)
{
    double *distance, *aside, *point, *cosine;
    int64_t *vertex;
    hit_list hits = {0};
    TAKE(memory, distance, count);
    TAKE(memory, aside, count);
    TAKE(memory, point, 2 * count);
    TAKE(memory, vertex, count);
    TAKE(memory, cosine, count);
    for (int64_t k = 0; k < count; k++) {
        sight seen;
        TRY(look_ahead(memory, index, graph, used, points + 2 * k, ways + 2 * k, thickness[k], reach, clearance, &hits,
                       &seen));
        distance[k] = seen.distance;
        aside[k] = seen.aside;
        point[2 * k] = seen.point.x;
        point[2 * k + 1] = seen.point.y;
        vertex[k] = seen.vertex;
        cosine[k] = seen.cosine;
    }
    TRY(output_add(output, distance, count, sizeof *distance));
    TRY(output_add(output, aside, count, sizeof *aside));
    TRY(output_add(output, point, 2 * count, sizeof *point));
    TRY(output_add(output, vertex, count, sizeof *vertex));
    return output_add(output, cosine, count, sizeof *cosine);
}

int kernel_look_ahead(kernel_index *index, const kernel_graph *graph, const double *points, const double *ways,
                      const double *thickness, int64_t count, double reach, double clearance, kernel_output *output)
{
    arena memory = {0};
    used_vertices used = {0};
    int status = list_used(&memory, graph, &used);
    if (status == KERNEL_DONE)
        status = look_ahead_of_all(&memory, index, graph, &used, points, ways, thickness, count, reach, clearance,
                                   output);
    kernel_index_free(used.index);
    arena_free(&memory);
    return status;
}

/* Sign of the first difference between two dangles that rounding cannot have made: how much longer, more sticking out
 * and thicker the first is; as `_first_difference`. */
static int first_difference(const kernel_dangles *dangles, int64_t one, int64_t other, double clearance)
{
    double differences[3] = {
        (dangles->reach_back[one] - dangles->reach_back[other]) / clearance,
        (double)dangles->sticks_out[one] - (double)dangles->sticks_out[other],
        (dangles->thickness[one] - dangles->thickness[other]) / clearance,
    };
    for (int k = 0; k < 3; k++)
        if (fabs(differences[k]) > ALIKE)
            return differences[k] > 0 ? 1 : -1;
    return 0;
}

typedef struct {
    int_list one, other;
    double_list corner; /* x, y, x, y, ... */
} corner_list;

/* The corner at which two dangles point, if both see it. */
static int meet_at_corner(arena *memory, kernel_index *index, const kernel_dangles *dangles, int64_t a, int64_t b,
                          double reach, double clearance, corner_list *found)
{
    if (first_difference(dangles, b, a, clearance) > 0) { /* the one with the longer wall represents both */
        int64_t swapped = a;
        a = b, b = swapped;
    }
    const double *from = dangles->points + 2 * a, *to = dangles->points + 2 * b;
    const double *way_a = dangles->directions + 2 * a, *way_b = dangles->directions + 2 * b;
    vector offset = minus(vector_at(to), vector_at(from));
    double sine = cross(vector_at(way_a), vector_at(way_b));
    if (!(fabs(sine) > BENT))
        return KERNEL_DONE;
    double along_a = cross(offset, vector_at(way_b)) / sine, along_b = cross(offset, vector_at(way_a)) / sine;
    if (!(smaller(along_a, along_b) > ASIDE * clearance && larger(along_a, along_b) <= reach))
        return KERNEL_DONE;
    if (index_is_hit(index, from, way_a, along_a * (1 - 1e-3)) || index_is_hit(index, to, way_b, along_b * (1 - 1e-3)))
        return KERNEL_DONE;
    vector corner = ahead_of(vector_at(from), along_a, vector_at(way_a));
    TRY(add_int(memory, &found->one, a));
    TRY(add_int(memory, &found->other, b));
    TRY(add_double(memory, &found->corner, corner.x));
    return add_double(memory, &found->corner, corner.y);
}

/* The dangles of a list, in an index. */
static int index_listed(arena *memory, const kernel_dangles *dangles, const int64_t *open, int64_t count,
                        kernel_index **index)
{
    double *points;
    TAKE(memory, points, 2 * count);
    for (int64_t k = 0; k < 2 * count; k++)
        points[k] = dangles->points[2 * open[k / 2] + k % 2];
    return index_points(memory, points, count, index);
}

static int corners_of_dangles(arena *memory, kernel_index *index, kernel_index *listed, const kernel_dangles *dangles,
                              const int64_t *open, int64_t count, double reach, double clearance,
                              kernel_output *output)
{
    corner_list found = {0};
    hit_list hits = {0};
    for (int64_t k = 0; k < count; k++) {
        hits.count = 0;
        TRY(index_around(memory, listed, k, dangles->points + 2 * open[k], 1.5 * reach, &hits));
        for (int64_t n = 0; n < hits.count; n++)
            if (hits.items[n].segment > k)
                TRY(meet_at_corner(memory, index, dangles, open[k], open[hits.items[n].segment], reach, clearance,
                                   &found));
    }
    TRY(output_add(output, found.one.items, found.one.count, sizeof *found.one.items));
    TRY(output_add(output, found.other.items, found.other.count, sizeof *found.other.items));
    return output_add(output, found.corner.items, found.corner.count, sizeof *found.corner.items);
}

int kernel_corners_of_dangles(kernel_index *index, const kernel_dangles *dangles, const int64_t *open, int64_t count,
                              double reach, double clearance, kernel_output *output)
{
    arena memory = {0};
    kernel_index *listed = NULL;
    int status = index_listed(&memory, dangles, open, count, &listed);
    if (status == KERNEL_DONE)
        status = corners_of_dangles(&memory, index, listed, dangles, open, count, reach, clearance, output);
    kernel_index_free(listed);
    arena_free(&memory);
    return status;
}

/* The nearest corner to which a wall that ends at a vertex would lead on, among those of one dangle so far. */
typedef struct {
    double keys[2]; /* INFINITY as long as there is none */
    int64_t vertex;
    double distance; /* from the dangle to the corner */
} wall_corner;

/* Whether a wall, led on past the vertex where its half-edge ends, meets the line of a dangle, and nothing is in the way. */
static void lead_on(kernel_index *index, const directions *found, int64_t half_edge, const double *point,
                    const double *direction, double reach, double clearance, wall_corner *best)
{
    int64_t vertex = found->graph->edges[half_edge ^ 1];
    vector way = vector_at(direction), end = vector_at(found->graph->points + 2 * vertex);
    vector line = vector_at(found->vectors + 2 * half_edge), offset = minus(end, vector_at(point));
    double sine = cross(way, line), cosine;
    if (!(fabs(sine) > BENT))
        return;
    double ahead = cross(offset, line) / sine, on = cross(offset, way) / sine;
    if (!(smaller(ahead, on) > ASIDE * clearance && larger(ahead, on) <= reach))
        return;
    double keys[2] = {order_key(ahead + on, clearance), order_key(ahead, clearance)};
    if (!are_lower(keys, best->keys, 2))
        return;
    straightest(found, vertex, line.x, line.y, &cosine);
    vector beyond = ahead_of(end, 1e-3 * on, line);
    double start[2] = {beyond.x, beyond.y}, along_line[2] = {line.x, line.y};
    if (!(cosine < STRAIGHT) || index_is_hit(index, point, direction, ahead * (1 - 2e-3)) ||
        index_is_hit(index, start, along_line, on * (1 - 2e-3)))
        return;
    wall_corner nearer = {{keys[0], keys[1]}, vertex, ahead};
    *best = nearer;
}

static int corners_of_walls(arena *memory, kernel_index *index, kernel_index *listed, const directions *found,
                            const kernel_dangles *dangles, const int64_t *open, int64_t count, double reach,
                            double clearance, kernel_output *output)
{
    wall_corner *best;
    int64_t *dangle, *vertex, corner_count = 0;
    double *distance;
    hit_list hits = {0};
    TAKE(memory, best, count);
    for (int64_t k = 0; k < count; k++)
        best[k].keys[0] = best[k].keys[1] = INFINITY;
    for (int64_t half_edge = 0; half_edge < 2 * found->graph->edge_count; half_edge++) {
        int64_t end = found->graph->edges[half_edge ^ 1];
        if (degree(found, end) < 2)
            continue;
        hits.count = 0;
        TRY(index_around(memory, listed, 0, found->graph->points + 2 * end, 1.5 * reach, &hits));
        for (int64_t n = 0; n < hits.count; n++) {
            int64_t k = hits.items[n].segment;
            lead_on(index, found, half_edge, dangles->points + 2 * open[k], dangles->directions + 2 * open[k], reach,
                    clearance, &best[k]);
        }
    }
    TAKE(memory, dangle, count);
    TAKE(memory, vertex, count);
    TAKE(memory, distance, count);
    for (int64_t k = 0; k < count; k++)
        if (best[k].keys[0] < INFINITY) {
            dangle[corner_count] = open[k];
            vertex[corner_count] = best[k].vertex;
            distance[corner_count++] = best[k].distance;
        }
    TRY(output_add(output, dangle, corner_count, sizeof *dangle));
    TRY(output_add(output, vertex, corner_count, sizeof *vertex));
    return output_add(output, distance, corner_count, sizeof *distance);
}

int kernel_corners_of_walls(kernel_index *index, const kernel_graph *graph, const kernel_dangles *dangles,
                            const int64_t *open, int64_t count, double reach, double clearance, kernel_output *output)
{
    arena memory = {0};
    kernel_index *listed = NULL;
    directions found;
    int status = index_listed(&memory, dangles, open, count, &listed);
    if (status == KERNEL_DONE)
        status = find_directions(&memory, graph, &found);
    if (status == KERNEL_DONE)
        status = corners_of_walls(&memory, index, listed, &found, dangles, open, count, reach, clearance, output);
    kernel_index_free(listed);
    arena_free(&memory);
    return status;
}
