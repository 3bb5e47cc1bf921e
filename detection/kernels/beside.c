/* Close hypotheses, and measure the faces on both sides of them: `try_all` of detection/closing/beside.py. */
#include <math.h>

#include "graph.h"
#include "grid.h"

enum { OUTSIDE = -1 };

/* What the kernels of one drawing hand back. */
typedef struct {
    kernel_output noded, traced, nested;
} drawing;

/* Leave out the edges that separate nothing; the covers of those that stay keep their order. */
static int64_t keep_separating(const uint8_t *kept, kernel_output *noded, int64_t *number)
{
    int64_t *edges = noded->data[1], edge_count = noded->bytes[1] / (int64_t)(2 * sizeof *edges), left = 0;
    for (int64_t edge = 0; edge < edge_count; edge++) {
        number[edge] = -1;
        if (!kept[edge])
            continue;
        edges[2 * left] = edges[2 * edge];
        edges[2 * left + 1] = edges[2 * edge + 1];
        number[edge] = left++;
    }
    return left;
}

/* Areas and widths of faces, and those of the outside behind them. */
static int measure_faces(arena *memory, const kernel_graph *graph, const kernel_rings *rings, const int64_t *ring_of,
                         const int64_t *outer, int64_t face_count, double outside_area, double **areas,
                         double **widths)
{
    double *around;
    TAKE(memory, around, rings->count);
    TAKE(memory, *areas, face_count + 1);
    TAKE(memory, *widths, face_count + 1);
    for (int64_t half_edge = 0; half_edge < 2 * graph->edge_count; half_edge++) {
        const double *a = graph->points + 2 * graph->edges[half_edge & ~(int64_t)1];
        const double *b = graph->points + 2 * graph->edges[half_edge | 1];
        around[ring_of[half_edge]] += hypot(b[0] - a[0], b[1] - a[1]);
    }
    for (int64_t face = 0; face < face_count; face++) {
        (*areas)[face] = rings->area[outer[face]];
        (*widths)[face] = 2 * (*areas)[face] / larger(around[outer[face]], 1e-300);
    }
    (*areas)[face_count] = outside_area;
    (*widths)[face_count] = INFINITY;
    return KERNEL_DONE;
}

static int look_beside(arena *memory, drawing *made, int64_t drawn, int64_t count, const double *limits,
                       kernel_beat beat, kernel_output *output)
{
    int64_t edge_count = made->noded.bytes[1] / (int64_t)(2 * sizeof(int64_t)), *number, *ring_of;
    kernel_graph graph = {made->noded.data[0], made->noded.data[1],
                          made->noded.bytes[0] / (int64_t)(2 * sizeof(double)), edge_count};
    TRY(kernel_trace_rings(&graph, beat, &made->traced));
    TAKE(memory, number, edge_count); /* of each edge among those that separate faces, or -1 */
    graph.edge_count = keep_separating(made->traced.data[0], &made->noded, number);
    kernel_rings rings = {made->traced.data[1], made->traced.data[2], made->traced.data[3], made->traced.data[4],
                          made->traced.bytes[3] / (int64_t)sizeof(double)};
    TRY(kernel_nest(&graph, &rings, &made->nested));
    const int64_t *outer = made->nested.data[0], *face_of_ring = made->nested.data[4];
    int64_t face_count = made->nested.bytes[0] / (int64_t)sizeof *outer;
    TAKE(memory, ring_of, 2 * graph.edge_count);
    for (int64_t ring = 0; ring < rings.count; ring++)
        for (int64_t k = rings.offsets[ring]; k < rings.offsets[ring + 1]; k++)
            ring_of[rings.half_edges[k]] = ring;
    double *areas, *widths, *least, *narrow;
    uint8_t *parts, *outside;
    TRY(measure_faces(memory, &graph, &rings, ring_of, outer, face_count, limits[0], &areas, &widths));
    TAKE(memory, least, count);
    TAKE(memory, narrow, count);
    TAKE(memory, parts, count);
    TAKE(memory, outside, count);
    for (int64_t k = 0; k < count; k++)
        least[k] = narrow[k] = INFINITY;
    const int64_t *cover_edge = made->noded.data[2], *cover_segment = made->noded.data[3];
    int64_t cover_count = made->noded.bytes[2] / (int64_t)sizeof *cover_edge;
    for (int64_t k = 0; k < cover_count; k++) {
        int64_t row = cover_segment[k] - drawn, edge = number[cover_edge[k]];
        if (row < 0 || edge < 0)
            continue;
        int64_t left = face_of_ring[ring_of[2 * edge]], right = face_of_ring[ring_of[2 * edge + 1]];
        outside[row] |= left == OUTSIDE || right == OUTSIDE;
        left = left == OUTSIDE ? face_count : left;
        right = right == OUTSIDE ? face_count : right;
        least[row] = smaller(least[row], smaller(areas[left], areas[right]));
        narrow[row] = smaller(narrow[row], areas[left] <= areas[right] ? widths[left] : widths[right]);
    }
    for (int64_t k = 0; k < count; k++) {
        parts[k] = least[k] < INFINITY;
        least[k] = smaller(least[k], limits[1]);
        narrow[k] = smaller(narrow[k], limits[2]);
    }
    TRY(output_add(output, least, count, sizeof *least));
    TRY(output_add(output, parts, count, sizeof *parts));
    TRY(output_add(output, outside, count, sizeof *outside));
    return output_add(output, narrow, count, sizeof *narrow);
}

int kernel_beside(kernel_arrangement *arrangement, const double *ends, int64_t count, int64_t drawn, double tolerance,
                  const double *limits, kernel_beat beat, kernel_output *output)
{
    arena memory = {0};
    drawing made = {0};
    int status = kernel_arrange(arrangement, ends, count, tolerance, beat, &made.noded);
    if (status == KERNEL_DONE)
        status = look_beside(&memory, &made, drawn, count - drawn, limits, beat, output);
    kernel_release(&made.noded);
    kernel_release(&made.traced);
    kernel_release(&made.nested);
    arena_free(&memory);
    return status;
}
