/* Free ends of walls: detection/graph/dangles.py says what they are, and this does the same. */
#include "directions.h"

enum { BENDS = 64 };  /* pieces that a free wall may be cut into by marks on it */

int find_directions(arena *memory, const kernel_graph *graph, directions *found)
{
    found->graph = graph;
    TRY(list_leaving(memory, graph->edges, graph->edge_count, graph->point_count, &found->fans));
    TAKE(memory, found->vectors, 4 * graph->edge_count);
    TAKE(memory, found->lengths, 2 * graph->edge_count);
    for (int64_t there = 0; there < 2 * graph->edge_count; there += 2) {
        const double *start = graph->points + 2 * graph->edges[there];
        const double *end = graph->points + 2 * graph->edges[there + 1];
        double x = end[0] - start[0], y = end[1] - start[1], length = hypot(x, y);
        found->lengths[there] = found->lengths[there + 1] = length;
        for (int64_t back = 0; back < 2; back++) { /* the same but for the sign, which rounding leaves alone */
            found->vectors[2 * (there + back)] = (back ? -x : x) / length;
            found->vectors[2 * (there + back) + 1] = (back ? -y : y) / length;
        }
    }
    return KERNEL_DONE;
}

int64_t degree(const directions *found, int64_t vertex)
{
    return found->fans.first[vertex + 1] - found->fans.first[vertex];
}

int64_t straightest(const directions *found, int64_t vertex, double x, double y, double *cosine)
{
    int64_t best = 0;
    *cosine = -1;
    if (vertex < 0)
        return best;
    for (int64_t k = found->fans.first[vertex]; k < found->fans.first[vertex + 1]; k++) {
        int64_t half_edge = found->fans.half_edges[k];
        double along = found->vectors[2 * half_edge] * x + found->vectors[2 * half_edge + 1] * y;
        if (k == found->fans.first[vertex] || along >= *cosine) {
            best = half_edge;
            *cosine = along;
        }
    }
    return best;
}

/* Follow a wall in line from its dangle to the last edge before something else meets it; as `_go_back`. */
static int64_t go_back(const directions *found, int64_t half_edge, double x, double y, double *distance)
{
    *distance = found->lengths[half_edge];
    for (int bend = 0; bend < BENDS; bend++) {
        double cosine;
        int64_t at = found->graph->edges[half_edge ^ 1];
        int64_t following = straightest(found, at, -x, -y, &cosine);
        if (degree(found, at) != 2 || !(cosine > STRAIGHT))
            break;
        *distance = *distance + found->lengths[following];
        half_edge = following;
    }
    return half_edge;
}

int take_dangles(arena *memory, int64_t count, found_dangles *columns)
{
    columns->count = 0;
    TAKE(memory, columns->vertices, count);
    TAKE(memory, columns->segments, count);
    TAKE(memory, columns->junction_vertices, count);
    TAKE(memory, columns->points, 2 * count);
    TAKE(memory, columns->directions, 2 * count);
    TAKE(memory, columns->junctions, 2 * count);
    TAKE(memory, columns->reach_back, count);
    TAKE(memory, columns->thickness, count);
    TAKE(memory, columns->sticks_out, count);
    return KERNEL_DONE;
}

/* The dangle at a vertex, whose only edge the segment runs over. */
static void describe(const directions *found, int64_t vertex, const double *segment, int64_t number, double thickness,
                     found_dangles *columns)
{
    int64_t half_edge = found->fans.half_edges[found->fans.first[vertex]], row = columns->count++;
    double x = segment[2] - segment[0], y = segment[3] - segment[1], length = hypot(x, y), cosine;
    x = x / length;
    y = y / length;
    if (x * found->vectors[2 * half_edge] + y * found->vectors[2 * half_edge + 1] > 0) {
        x = -x;
        y = -y;
    }
    int64_t last = go_back(found, half_edge, x, y, &columns->reach_back[row]);
    int64_t junction = found->graph->edges[last ^ 1];
    straightest(found, junction, -x, -y, &cosine);
    columns->vertices[row] = vertex;
    columns->segments[row] = number;
    columns->junction_vertices[row] = junction;
    columns->directions[2 * row] = x;
    columns->directions[2 * row + 1] = y;
    for (int axis = 0; axis < 2; axis++) {
        columns->points[2 * row + axis] = found->graph->points[2 * vertex + axis];
        columns->junctions[2 * row + axis] = found->graph->points[2 * junction + axis];
    }
    columns->thickness[row] = thickness;
    columns->sticks_out[row] = cosine > STRAIGHT && thickness == 0;
}

/* The work of find_dangles, in memory that is given back; the columns are taken from an arena of their own. */
static int describe_all(arena *memory, const kernel_graph *graph, const int64_t *cover_edge,
                        const int64_t *cover_segment, int64_t cover_count, const double *ends,
                        const uint8_t *is_drawn, const double *thickness, arena *kept, found_dangles *columns)
{
    directions found;
    int64_t *first_cover, count = 0;
    TRY(find_directions(memory, graph, &found));
    TAKE(memory, first_cover, graph->edge_count);
    for (int64_t k = cover_count - 1; k >= 0; k--)
        first_cover[cover_edge[k]] = k;
    for (int64_t vertex = 0; vertex < graph->point_count; vertex++)
        count += degree(&found, vertex) == 1;
    TRY(take_dangles(kept, count, columns));
    for (int64_t vertex = 0; vertex < graph->point_count; vertex++) {
        if (degree(&found, vertex) != 1)
            continue;
        int64_t segment = cover_segment[first_cover[found.fans.half_edges[found.fans.first[vertex]] / 2]];
        if (is_drawn[segment])
            describe(&found, vertex, ends + 4 * segment, segment, thickness == NULL ? 0 : thickness[segment], columns);
    }
    return KERNEL_DONE;
}

int find_dangles(arena *memory, const kernel_graph *graph, const int64_t *cover_edge, const int64_t *cover_segment,
                 int64_t cover_count, const double *ends, const uint8_t *is_drawn, const double *thickness,
                 found_dangles *columns)
{
    arena scratch = {0};
    int status = describe_all(&scratch, graph, cover_edge, cover_segment, cover_count, ends, is_drawn, thickness,
                              memory, columns);
    arena_free(&scratch);
    return status;
}

kernel_dangles dangles_of(const found_dangles *columns)
{
    kernel_dangles dangles = {columns->points,   columns->directions, columns->junctions,  columns->reach_back,
                              columns->segments, columns->vertices,   columns->thickness, columns->sticks_out,
                              columns->count};
    return dangles;
}

int add_dangles(const found_dangles *columns, kernel_output *output)
{
    int64_t count = columns->count;
    TRY(output_add(output, columns->vertices, count, sizeof *columns->vertices));
    TRY(output_add(output, columns->points, 2 * count, sizeof *columns->points));
    TRY(output_add(output, columns->directions, 2 * count, sizeof *columns->directions));
    TRY(output_add(output, columns->segments, count, sizeof *columns->segments));
    TRY(output_add(output, columns->junction_vertices, count, sizeof *columns->junction_vertices));
    TRY(output_add(output, columns->junctions, 2 * count, sizeof *columns->junctions));
    TRY(output_add(output, columns->reach_back, count, sizeof *columns->reach_back));
    TRY(output_add(output, columns->sticks_out, count, sizeof *columns->sticks_out));
    return output_add(output, columns->thickness, count, sizeof *columns->thickness);
}

static int find_straightest(arena *memory, const kernel_graph *graph, const int64_t *vertices, const double *ways,
                            int64_t count, kernel_output *output)
{
    directions found;
    int64_t *half_edge;
    double *cosine;
    TRY(find_directions(memory, graph, &found));
    TAKE(memory, half_edge, count);
    TAKE(memory, cosine, count);
    for (int64_t k = 0; k < count; k++)
        half_edge[k] = straightest(&found, vertices[k], ways[2 * k], ways[2 * k + 1], &cosine[k]);
    TRY(output_add(output, half_edge, count, sizeof *half_edge));
    return output_add(output, cosine, count, sizeof *cosine);
}

static int count_spans(arena *memory, const kernel_graph *graph, kernel_output *output)
{
    directions found;
    TRY(find_directions(memory, graph, &found));
    int64_t spans = graph->edge_count;
    for (int64_t vertex = 0; vertex < graph->point_count; vertex++) {
        if (degree(&found, vertex) != 2)
            continue;
        const double *first = found.vectors + 2 * found.fans.half_edges[found.fans.first[vertex]];
        const double *second = found.vectors + 2 * found.fans.half_edges[found.fans.first[vertex] + 1];
        if (-(first[0] * second[0] + first[1] * second[1]) > STRAIGHT)
            spans--;
    }
    return output_add(output, &spans, 1, sizeof spans);
}

int kernel_find_dangles(const kernel_graph *graph, const int64_t *cover_edge, const int64_t *cover_segment,
                        int64_t cover_count, const double *ends, const uint8_t *is_drawn, const double *thickness,
                        kernel_output *output)
{
    arena memory = {0};
    found_dangles columns;
    int status = find_dangles(&memory, graph, cover_edge, cover_segment, cover_count, ends, is_drawn, thickness,
                              &columns);
    if (status == KERNEL_DONE)
        status = add_dangles(&columns, output);
    arena_free(&memory);
    return status;
}

int kernel_straightest(const kernel_graph *graph, const int64_t *vertices, const double *ways, int64_t count,
                       kernel_output *output)
{
    arena memory = {0};
    int status = find_straightest(&memory, graph, vertices, ways, count, output);
    arena_free(&memory);
    return status;
}

int kernel_count_spans(const kernel_graph *graph, kernel_output *output)
{
    arena memory = {0};
    int status = count_spans(&memory, graph, output);
    arena_free(&memory);
    return status;
}
