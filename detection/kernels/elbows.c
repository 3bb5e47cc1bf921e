/* Find the ways around missing corners: `ways_around` and `ways_around_to_corners` of detection/closing/ways.py. */
#include <math.h>

#include "ways.h"

/* The corner at which two dangles point, if both see it. */
static int meet_at_corner(arena *memory, search *all, int64_t a, int64_t b, double reach)
{
    const kernel_dangles *dangles = all->dangles;
    double differences[3] = {how_much_longer(all, b, a), how_much_more_sticking_out(all, b, a),
                             how_much_thicker(all, b, a)};
    if (first_difference(differences, 3) > 0) { /* the one with the longer wall represents both */
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
    if (!(smaller(along_a, along_b) > ASIDE * all->clearance && larger(along_a, along_b) <= reach))
        return KERNEL_DONE;
    if (index_is_hit(all->index, from, way_a, along_a * (1 - 1e-3)) ||
        index_is_hit(all->index, to, way_b, along_b * (1 - 1e-3)))
        return KERNEL_DONE;
    one_way found = {.dangle = a,
                 .other = b,
                 .vertex = dangles->vertices[b],
                 .from = vector_at(from),
                 .to = vector_at(to),
                 .corner = ahead_of(vector_at(from), along_a, vector_at(way_a)),
                 .direction = vector_at(way_a)};
    return add_way(memory, &all->found, found);
}

int find_ways_around(arena *memory, search *all, kernel_index *listed, const int64_t *open, int64_t count,
                     double reach)
{
    hit_list hits = {0};
    for (int64_t k = 0; k < count; k++) {
        hits.count = 0;
        TRY(count_look(all));
        TRY(index_around(memory, listed, k, all->dangles->points + 2 * open[k], 1.5 * reach, &hits));
        for (int64_t n = 0; n < hits.count; n++)
            if (hits.items[n].segment > k)
                TRY(meet_at_corner(memory, all, open[k], open[hits.items[n].segment], reach));
    }
    return KERNEL_DONE;
}

/* The nearest corner to which a wall that ends at a vertex would lead on, among those of one dangle so far. */
typedef struct {
    double keys[2]; /* INFINITY as long as there is none */
    int64_t vertex;
    double distance; /* from the dangle to the corner */
} wall_corner;

/* Whether a wall, led on past the vertex where its half-edge ends, meets the line of a dangle, with a free way. */
static void lead_on(search *all, int64_t half_edge, int64_t dangle, double reach, wall_corner *best)
{
    const double *point = all->dangles->points + 2 * dangle, *direction = all->dangles->directions + 2 * dangle;
    int64_t vertex = all->graph->edges[half_edge ^ 1];
    const double *along_line = all->leaving.vectors + 2 * half_edge;
    vector out = vector_at(direction), end = vector_at(all->graph->points + 2 * vertex);
    vector line = vector_at(along_line), offset = minus(end, vector_at(point));
    double sine = cross(out, line), cosine;
    if (!(fabs(sine) > BENT))
        return;
    double ahead = cross(offset, line) / sine, on = cross(offset, out) / sine;
    if (!(smaller(ahead, on) > ASIDE * all->clearance && larger(ahead, on) <= reach))
        return;
    double keys[2] = {order_key(ahead + on, all->clearance), order_key(ahead, all->clearance)};
    if (!are_lower(keys, best->keys, 2))
        return;
    straightest(&all->leaving, vertex, line.x, line.y, &cosine);
    vector beyond = ahead_of(end, 1e-3 * on, line);
    double start[2] = {beyond.x, beyond.y};
    if (!(cosine < STRAIGHT) || index_is_hit(all->index, point, direction, ahead * (1 - 2e-3)) ||
        index_is_hit(all->index, start, along_line, on * (1 - 2e-3)))
        return;
    wall_corner nearer = {{keys[0], keys[1]}, vertex, ahead};
    *best = nearer;
}

int find_ways_to_corners(arena *memory, search *all, kernel_index *listed, const int64_t *open, int64_t count,
                         double reach)
{
    const kernel_dangles *dangles = all->dangles;
    wall_corner *best;
    hit_list hits = {0};
    TAKE(memory, best, count);
    for (int64_t k = 0; k < count; k++)
        best[k].keys[0] = best[k].keys[1] = INFINITY;
    for (int64_t half_edge = 0; half_edge < 2 * all->graph->edge_count && count > 0; half_edge++) {
        int64_t end = all->graph->edges[half_edge ^ 1];
        TRY(count_look(all));
        if (degree(&all->leaving, end) < 2)
            continue;
        hits.count = 0;
        TRY(index_around(memory, listed, 0, all->graph->points + 2 * end, 1.5 * reach, &hits));
        for (int64_t n = 0; n < hits.count; n++) {
            int64_t k = hits.items[n].segment;
            lead_on(all, half_edge, open[k], reach, &best[k]);
        }
    }
    for (int64_t k = 0; k < count; k++) {
        if (!(best[k].keys[0] < INFINITY))
            continue;
        vector from = vector_at(dangles->points + 2 * open[k]), out = vector_at(dangles->directions + 2 * open[k]);
        one_way found = {.dangle = open[k],
                     .other = -1,
                     .vertex = best[k].vertex,
                     .from = from,
                     .to = vector_at(all->graph->points + 2 * best[k].vertex),
                     .corner = ahead_of(from, best[k].distance, out),
                     .direction = out};
        TRY(add_way(memory, &all->found, found));
    }
    return KERNEL_DONE;
}
