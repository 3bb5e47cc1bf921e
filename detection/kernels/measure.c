/* Measure faces: detection/graph/measure.py says how, and this does the same. */
#include "graph.h"

enum { OUTSIDE = -1 };

typedef struct {
    double area_x, area_y; /* moments about the first point of the ring */
    double length;
    double low[2], high[2];
} ring_measures;

static const double *ring_point(const kernel_graph *graph, const kernel_rings *rings, int64_t place)
{
    return graph->points + 2 * graph->edges[rings->half_edges[place]];
}

/* The corners of a ring, beginning with its smallest; returns how many there are. */
static int64_t ring_corners(const kernel_graph *graph, const kernel_rings *rings, int64_t ring, double tolerance,
                            double *corners, double *spare)
{
    int64_t first = rings->offsets[ring], end = rings->offsets[ring + 1], count = 0, smallest = 0;
    for (int64_t k = first; k < end; k++) {
        const double *before = ring_point(graph, rings, k > first ? k - 1 : end - 1);
        const double *point = ring_point(graph, rings, k);
        const double *after = ring_point(graph, rings, k + 1 < end ? k + 1 : first);
        double chord_x = after[0] - before[0], chord_y = after[1] - before[1];
        double x = point[0] - before[0], y = point[1] - before[1];
        if (!(fabs(chord_x * y - chord_y * x) > tolerance * hypot(chord_x, chord_y)))
            continue;
        const double *best = spare + 2 * smallest;
        if (count > 0 && (point[0] < best[0] || (point[0] == best[0] && point[1] < best[1])))
            smallest = count;
        spare[2 * count] = point[0];
        spare[2 * count + 1] = point[1];
        count++;
    }
    for (int64_t k = 0; k < count; k++) {
        int64_t from = smallest + k < count ? smallest + k : smallest + k - count;
        corners[2 * k] = spare[2 * from];
        corners[2 * k + 1] = spare[2 * from + 1];
    }
    return count;
}

static int find_corners(arena *memory, const kernel_graph *graph, const kernel_rings *rings, double tolerance,
                        kernel_output *output)
{
    int64_t *offsets;
    double *points, *spare;
    TAKE(memory, offsets, rings->count + 1);
    TAKE(memory, points, 2 * rings->offsets[rings->count]);
    TAKE(memory, spare, 2 * rings->offsets[rings->count]);
    for (int64_t ring = 0; ring < rings->count; ring++)
        offsets[ring + 1] =
            offsets[ring] + ring_corners(graph, rings, ring, tolerance, points + 2 * offsets[ring], spare);
    TRY(output_add(output, points, 2 * offsets[rings->count], sizeof *points));
    return output_add(output, offsets, rings->count + 1, sizeof *offsets);
}

static ring_measures measure_ring(const kernel_graph *graph, const kernel_rings *rings, int64_t ring)
{
    int64_t first = rings->offsets[ring], end = rings->offsets[ring + 1];
    const double *base = ring_point(graph, rings, first);
    ring_measures found = {0, 0, 0, {base[0], base[1]}, {base[0], base[1]}};
    double x = 0, y = 0;
    for (int64_t k = first; k < end; k++) {
        const double *after = ring_point(graph, rings, k + 1 < end ? k + 1 : first);
        double x_after = after[0] - base[0], y_after = after[1] - base[1];
        double cross = x * y_after - x_after * y;
        found.area_x += (x + x_after) * cross;
        found.area_y += (y + y_after) * cross;
        found.length += hypot(x_after - x, y_after - y);
        for (int axis = 0; axis < 2; axis++) {
            if (after[axis] < found.low[axis])
                found.low[axis] = after[axis];
            if (after[axis] > found.high[axis])
                found.high[axis] = after[axis];
        }
        x = x_after;
        y = y_after;
    }
    found.area_x /= 6;
    found.area_y /= 6;
    return found;
}

static int measure(arena *memory, const kernel_graph *graph, const kernel_rings *rings, const int64_t *outer,
                   const int64_t *face_of_ring, int64_t face_count, kernel_output *output)
{
    double *area, *perimeter, *centroid, *bounds;
    TAKE(memory, area, face_count);
    TAKE(memory, perimeter, face_count);
    TAKE(memory, centroid, 2 * face_count);
    TAKE(memory, bounds, 4 * face_count);
    for (int64_t ring = 0; ring < rings->count; ring++) {
        int64_t face = face_of_ring[ring];
        if (face == OUTSIDE)
            continue;
        ring_measures found = measure_ring(graph, rings, ring);
        const double *base = ring_point(graph, rings, rings->offsets[ring]);
        const double *face_base = ring_point(graph, rings, rings->offsets[outer[face]]);
        area[face] += rings->area[ring];
        perimeter[face] += found.length;
        centroid[2 * face] += found.area_x + (base[0] - face_base[0]) * rings->area[ring];
        centroid[2 * face + 1] += found.area_y + (base[1] - face_base[1]) * rings->area[ring];
        if (ring == outer[face])
            for (int axis = 0; axis < 2; axis++) {
                bounds[4 * face + axis] = found.low[axis];
                bounds[4 * face + 2 + axis] = found.high[axis];
            }
    }
    for (int64_t face = 0; face < face_count; face++) {
        const double *base = ring_point(graph, rings, rings->offsets[outer[face]]);
        double safe = area[face] == 0 ? 1 : area[face];
        centroid[2 * face] = base[0] + centroid[2 * face] / safe;
        centroid[2 * face + 1] = base[1] + centroid[2 * face + 1] / safe;
    }
    TRY(output_add(output, area, face_count, sizeof *area));
    TRY(output_add(output, perimeter, face_count, sizeof *perimeter));
    TRY(output_add(output, centroid, 2 * face_count, sizeof *centroid));
    return output_add(output, bounds, 4 * face_count, sizeof *bounds);
}

int kernel_find_corners(const kernel_graph *graph, const kernel_rings *rings, double tolerance, kernel_output *output)
{
    arena memory = {0};
    int status = find_corners(&memory, graph, rings, tolerance, output);
    arena_free(&memory);
    return status;
}

int kernel_measure(const kernel_graph *graph, const kernel_rings *rings, const int64_t *outer,
                   const int64_t *face_of_ring, int64_t face_count, kernel_output *output)
{
    arena memory = {0};
    int status = measure(&memory, graph, rings, outer, face_of_ring, face_count, output);
    arena_free(&memory);
    return status;
}
