/* Compiled twins of the NumPy code in detection/graph and detection/segments.
 *
 * Each kernel gives, bit for bit, what the Python beside it gives: it computes with the same operations in the
 * same order (compile with -ffp-contract=off). Arrays are as in Python: segments are rows x0, y0, x1, y1 and
 * points rows x, y, both float64; indices are int64; flags are one byte. detection/kernels/library.py calls.
 */
#ifndef KERNELS_H
#define KERNELS_H

#include <stdint.h>

enum kernel_status { KERNEL_DONE = 0, KERNEL_NO_MEMORY = 1, KERNEL_STOPPED = 2 };

/* Progress callback of long work; a non-zero return stops the work. May be NULL. */
typedef int (*kernel_beat)(void);

/* What a kernel hands back: arrays whose sizes only it knows. To be given to kernel_release. */
enum { KERNEL_ARRAYS = 11 };
typedef struct {
    int64_t count;
    void *data[KERNEL_ARRAYS];
    int64_t bytes[KERNEL_ARRAYS];
} kernel_output;

typedef struct {
    const double *points; /* (v, 2) */
    const int64_t *edges; /* (e, 2) */
    int64_t point_count;
    int64_t edge_count;
} kernel_graph;

typedef struct {
    const int64_t *half_edges; /* (h,): all rings, one after the other */
    const int64_t *offsets;    /* (r + 1,) */
    const double *area;        /* (r,) */
    const int64_t *face_of;    /* (r,) */
    int64_t count;             /* r */
} kernel_rings;

typedef struct kernel_index kernel_index; /* segments in a grid, to be asked again and again */

void kernel_release(kernel_output *output);

/* Gives back one array of an output, which the caller has taken out of it. */
void kernel_free(void *items);

/* detection.graph.noding.node: points, edges, cover_edge, cover_segment */
int kernel_node(const double *ends, int64_t count, double tolerance, kernel_beat beat, kernel_output *output);

/* detection.graph.arrangement: the same, for drawings that grow and shrink at their end. */
typedef struct kernel_arrangement kernel_arrangement;
int kernel_arrangement_new(kernel_arrangement **arrangement);
void kernel_arrangement_free(kernel_arrangement *arrangement);
/* How many of the segments, from the first on, it holds already; 0 when it would begin anew. */
int64_t kernel_arrangement_common(const kernel_arrangement *arrangement, const double *ends, int64_t count);
int kernel_arrange(kernel_arrangement *arrangement, const double *ends, int64_t count, double tolerance,
                   kernel_beat beat, kernel_output *output);

/* detection.graph.faces.trace_rings: kept, half_edges, offsets, area, face_of */
int kernel_trace_rings(const kernel_graph *graph, kernel_beat beat, kernel_output *output);

/* detection.graph.nesting.nest: outer, hole, hole_face, outline, face_of_ring */
int kernel_nest(const kernel_graph *graph, const kernel_rings *rings, kernel_output *output);

/* detection.segments.rays.SegmentTree */
int kernel_index_build(const double *ends, int64_t count, kernel_index **index);
void kernel_index_free(kernel_index *index);

/* SegmentTree.near: point, segment */
int kernel_near(kernel_index *index, const double *points, int64_t count, double reach, kernel_output *output);

/* SegmentTree.shoot: ray, segment, distance, share */
int kernel_shoot(kernel_index *index, const double *origins, const double *directions, const double *reach,
                 int64_t count, kernel_output *output);

/* SegmentTree.first_hits: fills the distances (count,) */
int kernel_first_hits(kernel_index *index, const double *origins, const double *directions, const double *reach,
                      int64_t count, double *distance);

/* detection.segments.rays.points_ahead: ray, point, forward, aside; of an index of points, each twice.
 * The limits are the reach, how far aside, and the tangent of how much farther with the distance. */
int kernel_ahead(kernel_index *index, const double *origins, const double *directions, int64_t count,
                 const double *limits, kernel_output *output);

/* detection.graph.dangles.find_dangles: vertex, point, direction, segment, junction, junction_point, reach_back,
 * sticks_out, thickness. That of the segments may be NULL. */
int kernel_find_dangles(const kernel_graph *graph, const int64_t *cover_edge, const int64_t *cover_segment,
                        int64_t cover_count, const double *ends, const uint8_t *is_drawn, const double *thickness,
                        kernel_output *output);

/* Columns of detection.graph.dangles.Dangles. */
typedef struct {
    const double *points;     /* (t, 2) */
    const double *directions; /* (t, 2) */
    const double *junctions;  /* (t, 2) */
    const double *reach_back; /* (t,) */
    const int64_t *segments;  /* (t,) */
    const int64_t *vertices;  /* (t,) */
    const double *thickness;  /* (t,) */
    const uint8_t *sticks_out; /* (t,) */
    int64_t count;            /* t */
} kernel_dangles;

/* detection.graph.dangles.repeated_ends: rows of dangles of segments */
int kernel_repeated_ends(const kernel_dangles *dangles, const double *ends, double clearance, kernel_output *output);

/* detection.graph.gaps.close_gaps: added, continues, the columns of the graph, and whether ends are repeated; `free_ends` are the columns of
 * kernel_find_dangles for it. The thickness (count,) is 0 where walls are lines. Where ends of walls are repeated it
 * hands back the graph of the segments alone, and its dangles: NumPy's code has to close its gaps. */
int kernel_close_gaps(kernel_arrangement *arrangement, const double *ends, int64_t count, const double *thickness,
                      double tolerance, double clearance, kernel_beat beat, kernel_output *free_ends,
                      kernel_output *output);

/* detection.walls.scale.measure_scale: clearance, thickness (NaN where there is none), and clearance beyond it, of
 * a sample of the segments. The lengths are the first reach over four and the size of the drawing; the third
 * number is the least share of the sample that has a second line. */
int kernel_measure_scale(const double *ends, int64_t count, const double *chosen, int64_t chosen_count,
                         const double *lengths, kernel_beat beat, kernel_output *output);

/* detection.closing.ways.find_ways: counts, dangle, other, mutual, segment, corner, direction, vertex, aside, cosine,
 * sideways. The lengths are the reach ahead, aside and around a corner, and that of an overshoot. */
int kernel_find_ways(kernel_index *index, const kernel_graph *graph, const kernel_dangles *dangles,
                     const double *lengths, double clearance, kernel_beat beat, kernel_output *output);

/* detection.closing.beside.try_all: least_area, parts, outside, width; of the segments from number `drawn` on.
 * The limits are the area of the outside, and the largest area and width that are told from larger ones. */
int kernel_beside(kernel_arrangement *arrangement, const double *ends, int64_t count, int64_t drawn, double tolerance,
                  const double *limits, kernel_beat beat, kernel_output *output);

/* detection.graph.merging.merge_collinear: ends, first, last */
int kernel_merge_collinear(const kernel_graph *graph, const int64_t *cover_edge, const int64_t *cover_segment,
                           int64_t cover_count, const double *ends, int64_t count, double tolerance,
                           kernel_output *output);

/* detection.graph.dangles.Fans.straightest: half_edge, cosine */
int kernel_straightest(const kernel_graph *graph, const int64_t *vertices, const double *ways, int64_t count,
                       kernel_output *output);

/* detection.graph.dangles.count_spans: one number */
int kernel_count_spans(const kernel_graph *graph, kernel_output *output);

/* detection.graph.measure.find_corners: points, offsets */
int kernel_find_corners(const kernel_graph *graph, const kernel_rings *rings, double tolerance, kernel_output *output);

/* detection.graph.measure.measure: area, perimeter, centroid, bounds */
int kernel_measure(const kernel_graph *graph, const kernel_rings *rings, const int64_t *outer,
                   const int64_t *face_of_ring, int64_t face_count, kernel_output *output);

/* Which segments run over which edges, by ascending edge. */
typedef struct {
    const int64_t *edge, *segment;
    int64_t count;
} kernel_covers;

/* Columns of detection.segments.segments.Segments. */
typedef struct {
    const double *ends; /* (n, 4) */
    const int64_t *wall, *right_wall;
    const uint8_t *reversed, *right_reversed, *inferred;
} kernel_segments;

/* detection.rooms.boundaries.sides_of: face, wall, left, inferred, length */
int kernel_sides(const kernel_graph *graph, const kernel_covers *covers, const kernel_segments *segments,
                 const int64_t *half_edge_face, int64_t face_count, kernel_output *output);

/* detection.rooms.boundaries.adjacency_of: face, neighbour, length */
int kernel_adjacency(const kernel_graph *graph, const int64_t *half_edge_face, int64_t face_count,
                     kernel_output *output);

/* A column of detection.report.columns. */
enum kernel_column_kind { KERNEL_TOKENS = 0, KERNEL_ROW = 1, KERNEL_LIST = 2, KERNEL_OBJECT = 3 };
typedef struct {
    int64_t kind;
    const char *text;       /* tokens: what they say, with one byte between them */
    const int64_t *first;   /* tokens: where each begins, and one more; lists: rows of the child, from here ... */
    const int64_t *end;     /* ... up to here */
    const int64_t *codes;   /* tokens: number of the token of each row; NULL where it is the row's own */
    const uint8_t *present; /* members of objects: which rows have it; NULL where all do */
    const char *key;        /* members of objects: "key": */
    int64_t key_bytes;
    int64_t width;   /* rows: number of values, which are as many rows of the child */
    int64_t child;   /* number of the column of the values, or of the first member */
    int64_t sibling; /* number of the column of the next member, or -1 */
} kernel_column;

/* detection.report.columns.written: the text of rows of the column number `top` */
int kernel_write_rows(const kernel_column *columns, int64_t top, int64_t count, kernel_output *output);

/* detection.plan.plain_walls: where the list of walls of a plan begins and ends in its JSON text, or -1 and -1 where
 * not all of them are plain lines within the bound; and if they are, their pieces, (w, 5), and whether each is load-bearing, (w,). */
int kernel_plain_walls(const char *text, int64_t length, double bound, kernel_output *output);

#endif
