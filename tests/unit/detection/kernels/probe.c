/* Reads segments, doubles x0 y0 x1 y1, from its input; runs the kernels on them, and prints a sum of each array that
 * they hand back. Two builds of the kernels that print the same gave the same results, bit for bit; only lengths,
 * which rest on the hypot of the C library, are rounded to ten digits. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kernels.h"

enum { MOST = 1 << 16 };

/* The sum of Fowler, Noll and Vo. */
static uint64_t sum_of(const unsigned char *bytes, size_t count)
{
    uint64_t sum = UINT64_C(14695981039346656037);
    for (size_t k = 0; k < count; k++)
        sum = (sum ^ bytes[k]) * UINT64_C(1099511628211);
    return sum;
}

/* Prints the sum of each array; those with a 'l' in their place hold lengths. */
static void print_sums(const char *name, int status, const kernel_output *output, const char *kinds)
{
    printf("%s %d", name, status);
    for (int64_t k = 0; k < output->count; k++) {
        uint64_t sum = 0;
        if (kinds[k] == 'l')
            for (int64_t n = 0; n < output->bytes[k] / 8; n++) {
                char text[32];
                int count = snprintf(text, sizeof text, "%.10g", ((double *)output->data[k])[n]);
                sum = 31 * sum + sum_of((unsigned char *)text, (size_t)count);
            }
        else
            sum = sum_of(output->data[k], (size_t)output->bytes[k]);
        printf(" %" PRId64 ":%016" PRIx64, output->bytes[k], sum);
    }
    printf("\n");
}

/* Prints what closing finds from the dangles of a graph. */
static void print_closing(const double *ends, int64_t count, const kernel_graph *graph, const kernel_output *found,
                          kernel_index *index)
{
    int64_t dangle_count = found->bytes[0] / 8;
    double *thickness = calloc((size_t)(dangle_count + count), sizeof *thickness); /* of dangles, then of segments */
    if (thickness == NULL)
        return;
    for (int64_t k = 0; k < dangle_count; k++)
        thickness[k] = (double)(k % 2) / 10;
    kernel_dangles dangles = {found->data[1], found->data[2], found->data[5], found->data[6],   found->data[3],
                              found->data[0], thickness,      found->data[7], dangle_count};
    const double reaches[4] = {8, 4, 2, 0.4}, limits[3] = {1600, 64, 8};
    kernel_output legs = {0}, free_ends = {0}, ways = {0}, beside = {0};
    kernel_arrangement *arrangement;
    if (kernel_arrangement_new(&arrangement) == KERNEL_DONE) {
        const double *none = thickness + dangle_count;
        int status = kernel_close_gaps(arrangement, ends, count, none, 1e-7, 4, NULL, &free_ends, &legs);
        print_sums("gaps", status, &legs, "l.l............."); /* ways end where their lengths say */
        kernel_arrangement_free(arrangement);
    }
    print_sums("ways", kernel_find_ways(index, graph, &dangles, reaches, 4, NULL, &ways), &ways, "....lll.ll.");
    if (kernel_arrangement_new(&arrangement) == KERNEL_DONE) {
        int status = kernel_beside(arrangement, ends, count, count / 2, 1e-7, limits, NULL, &beside);
        print_sums("beside", status, &beside, "l..l");
        kernel_arrangement_free(arrangement);
    }
    kernel_release(&legs);
    kernel_release(&free_ends);
    kernel_release(&ways);
    kernel_release(&beside);
    free(thickness);
}

int main(void)
{
    double *ends = malloc(4 * MOST * sizeof *ends), *ways = calloc(2 * MOST, sizeof *ways);
    double *reach = malloc(MOST * sizeof *reach), *starts = malloc(2 * MOST * sizeof *starts);
    uint8_t *drawn = malloc(MOST);
    if (ends == NULL || ways == NULL || reach == NULL || starts == NULL || drawn == NULL)
        return 1;
    int64_t count = (int64_t)fread(ends, 4 * sizeof *ends, MOST, stdin);
    for (int64_t k = 0; k < count; k++) {
        ways[2 * k + k % 2] = 1;
        reach[k] = 5;
        starts[2 * k] = ends[4 * k];
        starts[2 * k + 1] = ends[4 * k + 1];
        drawn[k] = 1;
    }

    kernel_output noded = {0}, traced = {0}, nested = {0}, corners = {0}, measured = {0}, dangles = {0}, hits = {0};
    kernel_output merged = {0};
    print_sums("node", kernel_node(ends, count, 1e-7, NULL, &noded), &noded, "....");
    kernel_graph graph = {noded.data[0], noded.data[1], noded.bytes[0] / 16, noded.bytes[1] / 16};
    int status = kernel_find_dangles(&graph, noded.data[2], noded.data[3], noded.bytes[2] / 8, ends, drawn, NULL,
                                     &dangles);
    print_sums("dangles", status, &dangles, "..l...l..");
    const int64_t *cover = noded.data[2], *segment = noded.data[3];
    status = kernel_merge_collinear(&graph, cover, segment, noded.bytes[2] / 8, ends, count, 1e-7, &merged);
    print_sums("merge", status, &merged, "...");
    int64_t *every_edge = malloc((size_t)noded.bytes[1] + 1);
    if (every_edge == NULL)
        return 1;
    memcpy(every_edge, noded.data[1], (size_t)noded.bytes[1]);
    kernel_graph whole = {graph.points, every_edge, graph.point_count, graph.edge_count};
    print_sums("trace", kernel_trace_rings(&graph, NULL, &traced), &traced, ".....");
    /* The rings are those of the edges that are kept. */
    int64_t *edges = noded.data[1], kept = 0;
    const uint8_t *is_kept = traced.data[0];
    for (int64_t k = 0; k < graph.edge_count; k++)
        if (is_kept[k]) {
            edges[2 * kept] = edges[2 * k];
            edges[2 * kept + 1] = edges[2 * k + 1];
            kept++;
        }
    graph.edge_count = kept;
    kernel_rings rings = {traced.data[1], traced.data[2], traced.data[3], traced.data[4], traced.bytes[3] / 8};
    print_sums("nest", kernel_nest(&graph, &rings, &nested), &nested, ".....");
    print_sums("corners", kernel_find_corners(&graph, &rings, 1e-7, &corners), &corners, "..");
    status = kernel_measure(&graph, &rings, nested.data[0], nested.data[4], nested.bytes[0] / 8, &measured);
    print_sums("measure", status, &measured, ".lll");
    kernel_index *index;
    if (kernel_index_build(ends, count, &index) != KERNEL_DONE)
        return 1;
    const double lengths[3] = {0.5, 50, 0};
    kernel_output clearance = {0};
    status = kernel_measure_scale(ends, count, ends, count / 2, lengths, NULL, &clearance);
    print_sums("scale", status, &clearance, "l");
    kernel_release(&clearance);
    print_closing(ends, count, &whole, &dangles, index);
    print_sums("shoot", kernel_shoot(index, starts, ways, reach, count, &hits), &hits, "....");
    kernel_index_free(index);

    kernel_output *all[] = {&noded, &traced, &nested, &corners, &measured, &dangles, &hits, &merged};
    for (size_t k = 0; k < sizeof all / sizeof *all; k++)
        kernel_release(all[k]);
    free(every_edge);
    free(ends);
    free(ways);
    free(reach);
    free(starts);
    free(drawn);
    return 0;
}
