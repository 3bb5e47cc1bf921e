/* Sum up the boundaries of faces, by wall and by neighbour: detection/rooms/boundaries.py. */
#include <math.h>

#include "sorting.h"
#include "vectors.h"

enum { OUTSIDE = -1, NO_WALL = -1 };

/* A stretch of a boundary. */
typedef struct {
    int64_t face, other; /* the wall along it, or the face behind it */
    int64_t flags;       /* twice whether the face is on the left of the wall, and whether that is inferred */
    double length;
} stretch;

static int stretch_is_before(const stretch *a, const stretch *b)
{
    return a->other < b->other || (a->other == b->other && a->flags < b->flags);
}
DEFINE_SORT(sort_stretches, stretch, stretch_is_before)

typedef struct {
    stretch *items;
    int64_t count;
} stretches;

static double edge_length(const kernel_graph *graph, int64_t edge)
{
    const double *a = graph->points + 2 * graph->edges[2 * edge], *b = graph->points + 2 * graph->edges[2 * edge + 1];
    return hypot(b[0] - a[0], b[1] - a[1]);
}

/* Orders stretches by face, other and flags, and adds up those in which all are the same, in the order given. */
static int sum_up(arena *memory, stretches *all, int64_t face_count)
{
    int64_t *first, kept = 0;
    stretch *sorted;
    TAKE(memory, first, face_count + 2);
    TAKE(memory, sorted, all->count);
    for (int64_t k = 0; k < all->count; k++)
        first[all->items[k].face + 2]++;
    for (int64_t face = 0; face < face_count; face++)
        first[face + 2] += first[face + 1];
    for (int64_t k = 0; k < all->count; k++)
        sorted[first[all->items[k].face + 1]++] = all->items[k];
    for (int64_t face = 0; face < face_count; face++)
        TRY(sort_stretches(memory, sorted + first[face], first[face + 1] - first[face]));
    for (int64_t k = 0; k < all->count; k++) {
        stretch *last = kept > 0 ? &all->items[kept - 1] : NULL;
        if (last != NULL && last->face == sorted[k].face && last->other == sorted[k].other &&
            last->flags == sorted[k].flags)
            last->length = last->length + sorted[k].length;
        else
            all->items[kept++] = sorted[k];
    }
    all->count = kept;
    return KERNEL_DONE;
}

static int add_columns(arena *memory, const stretches *all, int with_flags, kernel_output *output)
{
    int64_t *number;
    uint8_t *flag;
    double *length;
    TAKE(memory, number, all->count);
    TAKE(memory, flag, all->count);
    TAKE(memory, length, all->count);
    for (int64_t k = 0; k < all->count; k++)
        number[k] = all->items[k].face;
    TRY(output_add(output, number, all->count, sizeof *number));
    for (int64_t k = 0; k < all->count; k++)
        number[k] = all->items[k].other;
    TRY(output_add(output, number, all->count, sizeof *number));
    for (int64_t bit = with_flags ? 1 : -1; bit >= 0; bit--) {
        for (int64_t k = 0; k < all->count; k++)
            flag[k] = all->items[k].flags >> bit & 1;
        TRY(output_add(output, flag, all->count, sizeof *flag));
    }
    for (int64_t k = 0; k < all->count; k++)
        length[k] = all->items[k].length;
    return output_add(output, length, all->count, sizeof *length);
}

static int find_sides(arena *memory, const kernel_graph *graph, const kernel_covers *covers,
                      const kernel_segments *segments, const int64_t *half_edge_face, int64_t face_count,
                      kernel_output *output)
{
    stretches all = {0};
    TAKE(memory, all.items, 2 * covers->count);
    for (int side = 0; side < 2; side++)
        for (int64_t k = 0; k < covers->count; k++) {
            int64_t edge = covers->edge[k], segment = covers->segment[k], face = half_edge_face[2 * edge + side];
            vector from = vector_at(graph->points + 2 * graph->edges[2 * edge]);
            vector way = minus(vector_at(graph->points + 2 * graph->edges[2 * edge + 1]), from);
            int with_segment = dot(way, along(segments->ends + 4 * segment)) > 0, on_left = with_segment ^ side;
            int64_t wall = (on_left ? segments->wall : segments->right_wall)[segment];
            int left = on_left ^ (on_left ? segments->reversed : segments->right_reversed)[segment];
            stretch found = {face, wall, 2 * left + segments->inferred[segment], edge_length(graph, edge)};
            if (face != OUTSIDE && wall != NO_WALL)
                all.items[all.count++] = found;
        }
    TRY(sum_up(memory, &all, face_count));
    return add_columns(memory, &all, 1, output);
}

static int find_adjacency(arena *memory, const kernel_graph *graph, const int64_t *half_edge_face, int64_t face_count,
                          kernel_output *output)
{
    stretches all = {0};
    TAKE(memory, all.items, 2 * graph->edge_count);
    for (int side = 0; side < 2; side++)
        for (int64_t edge = 0; edge < graph->edge_count; edge++) {
            int64_t face = half_edge_face[2 * edge + side], other = half_edge_face[2 * edge + 1 - side];
            if (face == other || face == OUTSIDE || other == OUTSIDE)
                continue;
            stretch found = {face, other, 0, edge_length(graph, edge)};
            all.items[all.count++] = found;
        }
    TRY(sum_up(memory, &all, face_count));
    return add_columns(memory, &all, 0, output);
}

int kernel_sides(const kernel_graph *graph, const kernel_covers *covers, const kernel_segments *segments,
                 const int64_t *half_edge_face, int64_t face_count, kernel_output *output)
{
    arena memory = {0};
    int status = find_sides(&memory, graph, covers, segments, half_edge_face, face_count, output);
    arena_free(&memory);
    return status;
}

int kernel_adjacency(const kernel_graph *graph, const int64_t *half_edge_face, int64_t face_count,
                     kernel_output *output)
{
    arena memory = {0};
    int status = find_adjacency(&memory, graph, half_edge_face, face_count, output);
    arena_free(&memory);
    return status;
}
