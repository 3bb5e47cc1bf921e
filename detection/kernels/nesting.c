/* Decide which rings are the holes of which face: detection/graph/nesting.py, in another way with one result. */
#include "graph.h"

#include "grid.h"
#include "sorting.h"

enum { OUTSIDE = -1 }; /* the face around the whole drawing */

typedef struct {
    double x, y; /* the leftmost vertex of the walk, the lowest of these */
    int64_t walk;
} leftmost;

typedef struct {
    int64_t hole, face;
} hole_of;

static int is_further_left(const leftmost *a, const leftmost *b)
{
    return a->x < b->x || (a->x == b->x && a->y < b->y);
}
DEFINE_SORT(sort_leftmost, leftmost, is_further_left)

static int has_lower_face(const hole_of *a, const hole_of *b) { return a->face < b->face; }
DEFINE_SORT(sort_holes, hole_of, has_lower_face)

/* Where an edge crosses the level just above y: false if it does not. `slope` is how x then grows with y. */
static int crosses_level(const double *a, const double *b, double y, double *x, double *slope)
{
    if ((a[1] <= y) == (b[1] <= y))
        return 0;
    const double *low = a[1] <= y ? a : b, *high = a[1] <= y ? b : a;
    *slope = (high[0] - low[0]) / (high[1] - low[1]);
    *x = low[0] + (y - low[1]) * *slope;
    return 1;
}

/* The edge that a ray from a point to the left meets first, or -1. */
static int64_t edge_on_the_left(const grid *cells, const double *segments, double x, double y)
{
    int64_t best = -1, row = band_of(&cells->rows, y);
    double best_x = -INFINITY, best_slope = 0;
    for (int64_t column = band_of(&cells->columns, x); column >= 0; column--) {
        int64_t cell = column * cells->rows.count + row;
        for (int64_t k = cells->first[cell]; k < cells->first[cell + 1]; k++) {
            int64_t edge = cells->entries[k];
            double at, slope;
            if (!crosses_level(segments + 4 * edge, segments + 4 * edge + 2, y, &at, &slope) || at >= x)
                continue;
            if (best < 0 || at > best_x || (at == best_x && slope > best_slope)) {
                best = edge;
                best_x = at;
                best_slope = slope;
            }
        }
        if (best >= 0 && (column == 0 || best_x > cells->columns.lines[column - 1] + cells->margin))
            break;
    }
    return best;
}

/* The face in which each walk around a component lies: `face_of_walk` holds the faces of the others. */
static int place_components(arena *memory, const kernel_graph *graph, const kernel_rings *rings,
                            int64_t *face_of_walk, leftmost *around, int64_t around_count)
{
    TRY(sort_leftmost(memory, around, around_count));
    double *segments;
    int64_t *ring_of;
    grid cells;
    TAKE(memory, segments, 4 * graph->edge_count);
    TAKE(memory, ring_of, 2 * graph->edge_count);
    for (int64_t half_edge = 0; half_edge < 2 * graph->edge_count; half_edge++) {
        segments[2 * half_edge] = graph->points[2 * graph->edges[half_edge]];
        segments[2 * half_edge + 1] = graph->points[2 * graph->edges[half_edge] + 1];
    }
    for (int64_t ring = 0; ring < rings->count; ring++)
        for (int64_t k = rings->offsets[ring]; k < rings->offsets[ring + 1]; k++)
            ring_of[rings->half_edges[k]] = ring;
    TRY(grid_build(memory, segments, graph->edge_count, 0, &cells));
    for (int64_t k = 0; k < around_count; k++) {
        int64_t edge = edge_on_the_left(&cells, segments, around[k].x, around[k].y);
        if (edge < 0)
            continue;
        /* the half-edge that runs down has the point on its left */
        int64_t down = segments[4 * edge + 1] > segments[4 * edge + 3] ? 2 * edge : 2 * edge + 1;
        /* a component further left, of which the edge is the boundary, has its face by now */
        face_of_walk[around[k].walk] = face_of_walk[rings->face_of[ring_of[down]]];
    }
    return KERNEL_DONE;
}

static int nest(arena *memory, const kernel_graph *graph, const kernel_rings *rings, kernel_output *output)
{
    int64_t walk_count = 0, face_count = 0, *outer, *face_of_walk, *face_of_ring;
    for (int64_t ring = 0; ring < rings->count; ring++)
        if (rings->face_of[ring] >= walk_count)
            walk_count = rings->face_of[ring] + 1;
    TAKE(memory, outer, rings->count);
    TAKE(memory, face_of_walk, walk_count);
    TAKE(memory, face_of_ring, rings->count);
    for (int64_t walk = 0; walk < walk_count; walk++)
        face_of_walk[walk] = OUTSIDE;
    for (int64_t ring = 0; ring < rings->count; ring++)
        if (rings->area[ring] > 0) {
            face_of_walk[rings->face_of[ring]] = face_count;
            outer[face_count++] = ring;
        }
    leftmost *around;
    int64_t around_count = 0, *row; /* of each walk among those around components, from 1 on */
    TAKE(memory, around, walk_count);
    TAKE(memory, row, walk_count);
    for (int64_t walk = 0; walk < walk_count; walk++)
        if (face_of_walk[walk] == OUTSIDE) {
            leftmost first = {INFINITY, INFINITY, walk};
            around[around_count++] = first;
            row[walk] = around_count;
        }
    if (around_count > 1 && face_count > 0) {
        for (int64_t ring = 0; ring < rings->count; ring++) {
            if (row[rings->face_of[ring]] == 0)
                continue;
            leftmost *best = around + row[rings->face_of[ring]] - 1;
            for (int64_t k = rings->offsets[ring]; k < rings->offsets[ring + 1]; k++) {
                const double *point = graph->points + 2 * graph->edges[rings->half_edges[k]];
                leftmost other = {point[0], point[1], best->walk};
                if (is_further_left(&other, best))
                    *best = other;
            }
        }
        TRY(place_components(memory, graph, rings, face_of_walk, around, around_count));
    }
    hole_of *holes;
    int64_t *hole, *hole_face, *outline, hole_count = 0, outline_count = 0;
    TAKE(memory, holes, rings->count);
    TAKE(memory, outline, rings->count);
    for (int64_t ring = 0; ring < rings->count; ring++) {
        face_of_ring[ring] = face_of_walk[rings->face_of[ring]];
        if (rings->area[ring] > 0)
            continue;
        if (face_of_ring[ring] == OUTSIDE) {
            outline[outline_count++] = ring;
        } else {
            hole_of found = {ring, face_of_ring[ring]};
            holes[hole_count++] = found;
        }
    }
    TRY(sort_holes(memory, holes, hole_count));
    TAKE(memory, hole, hole_count);
    TAKE(memory, hole_face, hole_count);
    for (int64_t k = 0; k < hole_count; k++) {
        hole[k] = holes[k].hole;
        hole_face[k] = holes[k].face;
    }
    TRY(output_add(output, outer, face_count, sizeof *outer));
    TRY(output_add(output, hole, hole_count, sizeof *hole));
    TRY(output_add(output, hole_face, hole_count, sizeof *hole_face));
    TRY(output_add(output, outline, outline_count, sizeof *outline));
    return output_add(output, face_of_ring, rings->count, sizeof *face_of_ring);
}

int kernel_nest(const kernel_graph *graph, const kernel_rings *rings, kernel_output *output)
{
    arena memory = {0};
    int status = nest(&memory, graph, rings, output);
    arena_free(&memory);
    return status;
}
