/* Join segments in line that touch or overlap: `merge_collinear` of detection/graph/merging.py, which says why. */
#include <math.h>

#include "directions.h"
#include "grid.h"
#include "sets.h"
#include "sorting.h"
#include "vectors.h"

typedef struct {
    double ends[4];
    int64_t first, last; /* segments at its start and at its end */
} joined_segment;

static int joined_is_before(const joined_segment *a, const joined_segment *b)
{
    for (int k = 0; k < 4; k++)
        if (a->ends[k] != b->ends[k])
            return a->ends[k] < b->ends[k];
    return 0;
}
DEFINE_SORT(sort_joined, joined_segment, joined_is_before)

/* Whether both ends of the shorter of two segments are near the line of the longer; as `_on_one_line`. */
static int on_one_line(const double *ends, const double *lengths, int64_t i, int64_t j, double tolerance)
{
    int64_t longer = lengths[i] >= lengths[j] ? i : j, shorter = longer == i ? j : i;
    vector way = along(ends + 4 * longer);
    way.x = way.x / lengths[longer];
    way.y = way.y / lengths[longer];
    for (int end = 0; end < 4; end += 2) {
        vector offset = minus(vector_at(ends + 4 * shorter + end), vector_at(ends + 4 * longer));
        if (!(fabs(offset.x * way.y - offset.y * way.x) <= tolerance))
            return 0;
    }
    return 1;
}

/* Unites the segments that share an edge, or go on straight at a vertex, where they are on one line. */
static int unite_in_line(arena *memory, const kernel_graph *graph, const int64_t *cover_edge,
                         const int64_t *cover_segment, int64_t cover_count, const double *ends, int64_t count,
                         double tolerance, int64_t *group)
{
    directions found;
    int64_t *first_cover;
    double *lengths;
    TRY(find_directions(memory, graph, &found));
    TAKE(memory, first_cover, graph->edge_count);
    TAKE(memory, lengths, count);
    for (int64_t k = 0; k < count; k++) {
        group[k] = k;
        lengths[k] = length_of(along(ends + 4 * k));
    }
    for (int64_t k = cover_count - 1; k >= 0; k--)
        first_cover[cover_edge[k]] = cover_segment[k];
    for (int64_t k = 1; k < cover_count; k++) {
        int64_t i = cover_segment[k - 1], j = cover_segment[k];
        if (cover_edge[k] == cover_edge[k - 1] && i != j && on_one_line(ends, lengths, i, j, tolerance))
            set_unite(group, i, j);
    }
    for (int64_t half_edge = 0; half_edge < 2 * graph->edge_count; half_edge++) {
        double cosine;
        int64_t following = straightest(&found, graph->edges[half_edge], -found.vectors[2 * half_edge],
                                        -found.vectors[2 * half_edge + 1], &cosine);
        int64_t i = first_cover[half_edge / 2], j = first_cover[following / 2];
        if (cosine > STRAIGHT && i != j && on_one_line(ends, lengths, i, j, tolerance))
            set_unite(group, i, j);
    }
    for (int64_t k = 0; k < count; k++)
        group[k] = set_root(group, k);
    return KERNEL_DONE;
}

/* The segment from the first to the last end of each group, which its smallest segment stands for; as `_hulls`. */
static int find_hulls(arena *memory, const double *ends, int64_t count, const int64_t *group, joined_segment *hulls)
{
    double *boxes, *places; /* least and greatest x and y; places of the first and the last end */
    TAKE(memory, boxes, 4 * count);
    TAKE(memory, places, 2 * count);
    for (int64_t k = 0; k < count; k++) {
        double *box = boxes + 4 * k;
        box[0] = box[2] = places[2 * k] = INFINITY;
        box[1] = box[3] = places[2 * k + 1] = -INFINITY;
    }
    for (int64_t end = 0; end < 2 * count; end++)
        for (int axis = 0; axis < 2; axis++) {
            double *range = boxes + 4 * group[end / 2] + 2 * axis;
            range[0] = smaller(range[0], ends[2 * end + axis]);
            range[1] = larger(range[1], ends[2 * end + axis]);
        }
    for (int64_t end = 0; end < 2 * count; end++) {
        int64_t of = group[end / 2];
        const double *box = boxes + 4 * of, *point = ends + 2 * end;
        double place = box[1] - box[0] >= box[3] - box[2] ? point[0] : point[1];
        for (int last = 0; last < 2; last++) {
            double *known = &places[2 * of + last];
            if (!(last ? place > *known : place < *known))
                continue;
            *known = place;
            hulls[of].ends[2 * last] = point[0];
            hulls[of].ends[2 * last + 1] = point[1];
            *(last ? &hulls[of].last : &hulls[of].first) = end / 2;
        }
    }
    return KERNEL_DONE;
}

/* Takes groups apart that bend by more than the tolerance in all. */
static int leave_bent_apart(arena *memory, const double *ends, int64_t count, double tolerance,
                            const joined_segment *hulls, int64_t *group, uint8_t *alone)
{
    uint8_t *bent;
    TAKE(memory, bent, count);
    for (int64_t k = 0; k < count; k++) {
        double ignored;
        const double *own = hulls[group[k]].ends;
        double off = larger(distance_to_segment(ends + 4 * k, own, &ignored),
                            distance_to_segment(ends + 4 * k + 2, own, &ignored));
        bent[group[k]] |= off > 2 * tolerance;
    }
    for (int64_t k = 0; k < count; k++)
        alone[k] = bent[group[k]];
    for (int64_t k = 0; k < count; k++)
        group[k] = alone[k] ? k : group[k];
    return KERNEL_DONE;
}

/* Directs a segment as canonical ones are; as `_in_order`. */
static void direct(joined_segment *hull)
{
    double *ends = hull->ends;
    if (!(ends[2] < ends[0] || (ends[2] == ends[0] && ends[3] < ends[1])))
        return;
    joined_segment turned = {{ends[2], ends[3], ends[0], ends[1]}, hull->last, hull->first};
    *hull = turned;
}

static int merge_collinear(arena *memory, const kernel_graph *graph, const int64_t *cover_edge,
                           const int64_t *cover_segment, int64_t cover_count, const double *ends, int64_t count,
                           double tolerance, kernel_output *output)
{
    int64_t *group, *number, found = 0;
    joined_segment *hulls, *joined;
    uint8_t *alone;
    double *joined_ends;
    TAKE(memory, group, count);
    TAKE(memory, hulls, count);
    TAKE(memory, joined, count);
    TAKE(memory, alone, count);
    TRY(unite_in_line(memory, graph, cover_edge, cover_segment, cover_count, ends, count, tolerance, group));
    TRY(find_hulls(memory, ends, count, group, hulls));
    TRY(leave_bent_apart(memory, ends, count, tolerance, hulls, group, alone));
    TRY(find_hulls(memory, ends, count, group, hulls));
    for (int last = 0; last < 2; last++) /* the groups, and then the segments that were taken apart */
        for (int64_t k = 0; k < count; k++)
            if (group[k] == k && alone[k] == last)
                joined[found++] = hulls[k];
    for (int64_t k = 0; k < found; k++)
        direct(&joined[k]);
    TRY(sort_joined(memory, joined, found));
    TAKE(memory, joined_ends, 4 * found);
    TAKE(memory, number, 2 * found);
    for (int64_t k = 0; k < found; k++) {
        for (int axis = 0; axis < 4; axis++)
            joined_ends[4 * k + axis] = joined[k].ends[axis];
        number[k] = joined[k].first;
        number[found + k] = joined[k].last;
    }
    TRY(output_add(output, joined_ends, 4 * found, sizeof *joined_ends));
    TRY(output_add(output, number, found, sizeof *number));
    return output_add(output, number + found, found, sizeof *number);
}

int kernel_merge_collinear(const kernel_graph *graph, const int64_t *cover_edge, const int64_t *cover_segment,
                           int64_t cover_count, const double *ends, int64_t count, double tolerance,
                           kernel_output *output)
{
    arena memory = {0};
    int status = merge_collinear(&memory, graph, cover_edge, cover_segment, cover_count, ends, count, tolerance,
                                 output);
    arena_free(&memory);
    return status;
}
