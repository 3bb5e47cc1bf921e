/* Cut strokes wherever they meet: detection/graph/noding.py says how, and this does the same. */
#include <math.h>
#include <string.h>

#include "grid.h"
#include "sorting.h"

enum {
    BEAT = 1 << 14, /* strokes between two signs of life */
    DIGIT = 11,     /* bits that are sorted by at once */
    MANY = 1 << 12  /* points from which on sorting by digits is quicker */
};

typedef struct {
    double x, y;
    int64_t number;
} numbered_point;

typedef struct {
    double position; /* along the stroke */
    int64_t vertex;
} incidence;

typedef struct {
    int64_t high;  /* the larger vertex of the edge; edges with the same smaller one stand together */
    int64_t order; /* in which the edges were found: by stroke, and along it */
} found_edge;

/* Where strokes meet. */
typedef struct {
    int_list touch_stroke, touch_end;  /* ends, numbered 2 * stroke + (0 | 1), and the strokes that they lie on */
    int_list cross_first, cross_second; /* pairs of strokes that cross ... */
    double_list cross_points;           /* ... and where: x, y, x, y, ... */
} meetings;

static int point_is_before(const numbered_point *a, const numbered_point *b)
{
    return a->x < b->x || (a->x == b->x && a->y < b->y);
}
DEFINE_SORT(sort_few_points, numbered_point, point_is_before)

/* The bits of a number, as an integer that is larger when the number is; zeros of both signs are one. */
static uint64_t ordered_bits(double number)
{
    uint64_t bits;
    number += 0.0;
    memcpy(&bits, &number, sizeof bits);
    return bits >> 63 ? ~bits : bits | (uint64_t)1 << 63;
}

/* Sorts by one coordinate, digit by digit, which keeps the order of those that are equal in it. */
static numbered_point *sort_by_digits(numbered_point *points, numbered_point *spare, int64_t count, int by_x,
                                      int64_t *counts)
{
    uint64_t any = 0, every = ~(uint64_t)0; /* bits that any number has, and those that every one has */
    for (int64_t k = 0; k < count; k++) {
        uint64_t bits = ordered_bits(by_x ? points[k].x : points[k].y);
        any |= bits;
        every &= bits;
    }
    for (int shift = 0; shift < 64; shift += DIGIT) {
        uint64_t mask = ((uint64_t)1 << DIGIT) - 1;
        if (((any ^ every) >> shift & mask) == 0)
            continue; /* the same digit everywhere */
        memset(counts, 0, sizeof *counts << DIGIT);
        for (int64_t k = 0; k < count; k++)
            counts[ordered_bits(by_x ? points[k].x : points[k].y) >> shift & mask]++;
        for (int64_t digit = 0, before = 0; digit <= (int64_t)mask; digit++) {
            int64_t here = counts[digit];
            counts[digit] = before;
            before += here;
        }
        for (int64_t k = 0; k < count; k++)
            spare[counts[ordered_bits(by_x ? points[k].x : points[k].y) >> shift & mask]++] = points[k];
        numbered_point *swapped = points;
        points = spare;
        spare = swapped;
    }
    return points;
}

/* Sorts by x, then y, then number. */
static int sort_points(arena *memory, numbered_point **points, int64_t count)
{
    if (count < MANY)
        return sort_few_points(memory, *points, count);
    int64_t *counts;
    numbered_point *spare, *first = *points;
    TAKE(memory, counts, (int64_t)1 << DIGIT);
    TAKE(memory, spare, count);
    numbered_point *by_y = sort_by_digits(first, spare, count, 0, counts);
    *points = sort_by_digits(by_y, by_y == first ? spare : first, count, 1, counts);
    return KERNEL_DONE;
}

static int incidence_is_before(const incidence *a, const incidence *b)
{
    return a->position < b->position || (a->position == b->position && a->vertex < b->vertex);
}
DEFINE_SORT(sort_incidences, incidence, incidence_is_before)

static int edge_is_before(const found_edge *a, const found_edge *b) { return a->high < b->high; }
DEFINE_SORT(sort_edges, found_edge, edge_is_before)

static double cross(double ax, double ay, double bx, double by) { return ax * by - ay * bx; }

/* Whether a point lies within the tolerance of a stroke; as `distance_to_stroke(...) <= tolerance`. */
static int lies_on(const double *point, const double *stroke, double tolerance)
{
    double along_x = stroke[2] - stroke[0], along_y = stroke[3] - stroke[1];
    double x = point[0] - stroke[0], y = point[1] - stroke[1];
    double share = (x * along_x + y * along_y) / (along_x * along_x + along_y * along_y);
    share = share < 0 ? 0 : share > 1 ? 1 : share;
    x = x - share * along_x;
    y = y - share * along_y;
    return fabs(x) <= tolerance && fabs(y) <= tolerance && hypot(x, y) <= tolerance;
}

/* Whether two strokes cross, and where; as `_crossings`. */
static int crossing(const double *first, const double *second, double *point)
{
    double rx = first[2] - first[0], ry = first[3] - first[1];
    double sx = second[2] - second[0], sy = second[3] - second[1];
    double denominator = cross(rx, ry, sx, sy);
    if (denominator == 0)
        return 0;
    double x = second[0] - first[0], y = second[1] - first[1];
    double t = cross(x, y, sx, sy) / denominator, u = cross(x, y, rx, ry) / denominator;
    if (!(t > 0 && t < 1 && u > 0 && u < 1))
        return 0;
    point[0] = first[0] + t * rx;
    point[1] = first[1] + t * ry;
    /* onto the straight coordinate of a level or upright stroke, which the division may have missed */
    for (int axis = 0; axis < 2; axis++) {
        if (first[axis] == first[axis + 2])
            point[axis] = first[axis];
        if (second[axis] == second[axis + 2])
            point[axis] = second[axis];
    }
    return 1;
}

static int boxes_meet(const double *a, const double *b, double margin)
{
    return smaller(a[0], a[2]) <= larger(b[0], b[2]) + margin && smaller(b[0], b[2]) <= larger(a[0], a[2]) + margin &&
           smaller(a[1], a[3]) <= larger(b[1], b[3]) + margin && smaller(b[1], b[3]) <= larger(a[1], a[3]) + margin;
}

/* Look at strokes i < j that may meet. */
static int look_at_pair(arena *memory, const double *ends, int64_t i, int64_t j, double tolerance, meetings *found)
{
    const double *first = ends + 4 * i, *second = ends + 4 * j;
    if (!boxes_meet(first, second, 2 * tolerance))
        return KERNEL_DONE;
    int touching = 0;
    for (int end = 0; end < 2; end++) {
        if (lies_on(second + 2 * end, first, tolerance)) {
            touching = 1;
            TRY(add_int(memory, &found->touch_stroke, i));
            TRY(add_int(memory, &found->touch_end, 2 * j + end));
        }
        if (lies_on(first + 2 * end, second, tolerance)) {
            touching = 1;
            TRY(add_int(memory, &found->touch_stroke, j));
            TRY(add_int(memory, &found->touch_end, 2 * i + end));
        }
    }
    /* Strokes that touch and still cross elsewhere run within the tolerance of each other in between. */
    double point[2];
    if (!touching && crossing(first, second, point)) {
        TRY(add_int(memory, &found->cross_first, i));
        TRY(add_int(memory, &found->cross_second, j));
        TRY(add_double(memory, &found->cross_points, point[0]));
        TRY(add_double(memory, &found->cross_points, point[1]));
    }
    return KERNEL_DONE;
}

static int find_meetings(arena *memory, const double *ends, int64_t count, double tolerance, kernel_beat beat,
                         meetings *found)
{
    grid cells;
    TRY(grid_build(memory, ends, count, tolerance, &cells));
    int64_t *seen, *next; /* the stroke that was last looked at with each; entries of each cell that are left */
    int64_t cell_count = cells.columns.count * cells.rows.count;
    TAKE(memory, seen, count);
    TAKE(memory, next, cell_count);
    memcpy(next, cells.first, (size_t)cell_count * sizeof *next);
    for (int64_t i = 0; i < count; i++) {
        if (beat != NULL && i % BEAT == 0 && beat() != 0)
            return KERNEL_STOPPED;
        for (int64_t place = cells.cell_first[i]; place < cells.cell_first[i + 1]; place++) {
            int64_t cell = cells.cells[place];
            next[cell]++; /* the first that is left is the stroke itself */
            for (int64_t k = next[cell]; k < cells.first[cell + 1]; k++) {
                int64_t j = cells.entries[k];
                if (seen[j] == i + 1)
                    continue;
                seen[j] = i + 1;
                TRY(look_at_pair(memory, ends, i, j, tolerance, found));
            }
        }
    }
    return KERNEL_DONE;
}

/* Sets of items as trees, whose roots stand for them. */
static int64_t root(int64_t *above, int64_t item)
{
    while (above[item] != item) {
        above[item] = above[above[item]];
        item = above[item];
    }
    return item;
}

/* The smaller root stays, so that a root is the smallest of its set. */
static void unite(int64_t *above, int64_t a, int64_t b)
{
    a = root(above, a);
    b = root(above, b);
    if (a < b)
        above[b] = a;
    else
        above[a] = b;
}

static uint64_t cell_hash(int64_t column, int64_t row)
{
    uint64_t hash = ((uint64_t)column * 0x9E3779B97F4A7C15u + (uint64_t)row) * 0xC2B2AE3D27D4EB4Fu;
    return hash ^ hash >> 32;
}

/* Unite sorted, distinct points within the tolerance of each other. Returns through `merged` whether any are. */
static int unite_near(arena *memory, const numbered_point *points, int64_t count, double tolerance, int64_t *above,
                      int *merged)
{
    *merged = 0;
    if (!(tolerance > 0))
        return KERNEL_DONE;
    int64_t buckets = 16;
    while (buckets < 2 * count)
        buckets *= 2;
    int64_t *newest, *older; /* the last point that came into a bucket, and the one before each; 0 is none */
    TAKE(memory, newest, buckets);
    TAKE(memory, older, count);
    double side = 4 * tolerance, reach = 1.0625 * tolerance; /* a little farther, for what rounding loses */
    for (int64_t k = 0; k < count; k++) {
        double x = points[k].x, y = points[k].y;
        int64_t columns[2] = {(int64_t)floor((x - reach) / side), (int64_t)floor((x + reach) / side)};
        int64_t rows[2] = {(int64_t)floor((y - reach) / side), (int64_t)floor((y + reach) / side)};
        for (int64_t column = columns[0]; column <= columns[1]; column++)
            for (int64_t row = rows[0]; row <= rows[1]; row++) {
                uint64_t bucket = cell_hash(column, row) & (uint64_t)(buckets - 1);
                for (int64_t other = newest[bucket] - 1; other >= 0; other = older[other] - 1) {
                    double dx = x - points[other].x, dy = y - points[other].y;
                    if (fabs(dx) <= tolerance && fabs(dy) <= tolerance && hypot(dx, dy) <= tolerance) {
                        unite(above, other, k);
                        *merged = 1;
                    }
                }
            }
        uint64_t bucket = cell_hash((int64_t)floor(x / side), (int64_t)floor(y / side)) & (uint64_t)(buckets - 1);
        older[k] = newest[bucket];
        newest[bucket] = k + 1;
    }
    return KERNEL_DONE;
}

/* Make one vertex of points, (count, 2), that lie within the tolerance of each other; as `merge_points`.
 * Vertices, in ascending order, take the places of the points. */
static int merge_points(arena *memory, double *points, int64_t count, double tolerance, int64_t *vertex_of,
                        int64_t *vertex_count)
{
    numbered_point *sorted;
    int64_t *distinct_of, *above, *vertex, distinct = 0;
    TAKE(memory, sorted, count);
    TAKE(memory, distinct_of, count);
    TAKE(memory, above, count);
    TAKE(memory, vertex, count);
    for (int64_t k = 0; k < count; k++) {
        numbered_point point = {points[2 * k], points[2 * k + 1], k};
        sorted[k] = point;
    }
    TRY(sort_points(memory, &sorted, count));
    for (int64_t k = 0; k < count; k++) {
        int64_t number = sorted[k].number;
        if (k == 0 || sorted[k].x != sorted[distinct - 1].x || sorted[k].y != sorted[distinct - 1].y)
            sorted[distinct++] = sorted[k];
        distinct_of[number] = distinct - 1;
    }
    int merged;
    for (int64_t k = 0; k < distinct; k++)
        above[k] = k;
    TRY(unite_near(memory, sorted, distinct, tolerance, above, &merged));
    int64_t found = 0;
    for (int64_t k = 0; k < distinct; k++) {
        int64_t smallest = merged ? root(above, k) : k;
        if (smallest == k) {
            points[2 * found] = sorted[k].x;
            points[2 * found + 1] = sorted[k].y;
            vertex[k] = found++;
        } else {
            vertex[k] = vertex[smallest];
        }
    }
    for (int64_t k = 0; k < count; k++)
        vertex_of[k] = vertex[distinct_of[k]];
    *vertex_count = found;
    return KERNEL_DONE;
}

/* Adds a vertex to the list of a stroke. */
static void put(incidence *lists, int64_t *next, const double *ends, const double *points, int64_t stroke,
                int64_t vertex)
{
    const double *start = ends + 4 * stroke;
    double along_x = start[2] - start[0], along_y = start[3] - start[1];
    double x = points[2 * vertex] - start[0], y = points[2 * vertex + 1] - start[1];
    incidence entry = {x * along_x + y * along_y, vertex};
    lists[next[stroke]++] = entry;
}

/* The vertices on each stroke, in the order along it: `first`, (count + 1,), says where its list begins. */
static int list_incidences(arena *memory, const double *ends, int64_t count, const double *points,
                           const int64_t *vertex_of, const meetings *found, int64_t *first, incidence **lists)
{
    for (int64_t k = 0; k < count; k++)
        first[k + 1] = 2;
    for (int64_t k = 0; k < found->touch_stroke.count; k++)
        first[found->touch_stroke.items[k] + 1]++;
    for (int64_t k = 0; k < found->cross_first.count; k++) {
        first[found->cross_first.items[k] + 1]++;
        first[found->cross_second.items[k] + 1]++;
    }
    int64_t *next;
    TAKE(memory, next, count);
    for (int64_t k = 0; k < count; k++) {
        first[k + 1] += first[k];
        next[k] = first[k];
    }
    TAKE(memory, *lists, first[count]);
    for (int64_t k = 0; k < 2 * count; k++)
        put(*lists, next, ends, points, k / 2, vertex_of[k]);
    for (int64_t k = 0; k < found->touch_stroke.count; k++)
        put(*lists, next, ends, points, found->touch_stroke.items[k], vertex_of[found->touch_end.items[k]]);
    for (int64_t k = 0; k < found->cross_first.count; k++) {
        int64_t vertex = vertex_of[2 * count + k];
        put(*lists, next, ends, points, found->cross_first.items[k], vertex);
        put(*lists, next, ends, points, found->cross_second.items[k], vertex);
    }
    for (int64_t k = 0; k < count; k++)
        TRY(sort_incidences(memory, *lists + first[k], first[k + 1] - first[k]));
    return KERNEL_DONE;
}

/* Join the vertices along each stroke, and merge edges that several strokes share; as `_edges_between`. */
static int join_vertices(arena *memory, const int64_t *first, const incidence *lists, int64_t count,
                         int64_t vertex_count, kernel_output *output)
{
    int64_t most = first[count] - count, found = 0;
    int64_t *from, *to, *stroke, *group;
    found_edge *grouped;
    TAKE(memory, from, most);
    TAKE(memory, to, most);
    TAKE(memory, stroke, most);
    TAKE(memory, group, vertex_count + 2); /* where the edges of each smaller vertex begin, two places on */
    for (int64_t k = 0; k < count; k++)
        for (int64_t place = first[k] + 1; place < first[k + 1]; place++) {
            int64_t a = lists[place - 1].vertex, b = lists[place].vertex;
            if (a == b)
                continue;
            from[found] = a, to[found] = b, stroke[found++] = k;
            group[(a < b ? a : b) + 2]++;
        }
    for (int64_t vertex = 0; vertex < vertex_count; vertex++)
        group[vertex + 2] += group[vertex + 1];
    TAKE(memory, grouped, found);
    for (int64_t k = 0; k < found; k++) {
        int64_t low = from[k] < to[k] ? from[k] : to[k];
        found_edge edge = {from[k] < to[k] ? to[k] : from[k], k};
        grouped[group[low + 1]++] = edge;
    }
    int64_t *edges, *cover_edge, *cover_stroke, edge_count = 0;
    TAKE(memory, edges, 2 * found);
    TAKE(memory, cover_edge, found);
    TAKE(memory, cover_stroke, found);
    for (int64_t vertex = 0; vertex < vertex_count; vertex++) {
        TRY(sort_edges(memory, grouped + group[vertex], group[vertex + 1] - group[vertex]));
        for (int64_t k = group[vertex]; k < group[vertex + 1]; k++) {
            int64_t order = grouped[k].order;
            if (k == group[vertex] || grouped[k].high != grouped[k - 1].high) {
                edges[2 * edge_count] = from[order];
                edges[2 * edge_count + 1] = to[order];
                edge_count++;
            }
            cover_edge[k] = edge_count - 1;
            cover_stroke[k] = stroke[order];
        }
    }
    TRY(output_add(output, edges, 2 * edge_count, sizeof *edges));
    TRY(output_add(output, cover_edge, found, sizeof *cover_edge));
    return output_add(output, cover_stroke, found, sizeof *cover_stroke);
}

static int node(arena *memory, const double *ends, int64_t count, double tolerance, kernel_beat beat,
                kernel_output *output)
{
    meetings found = {0};
    TRY(find_meetings(memory, ends, count, tolerance, beat, &found));
    int64_t point_count = 2 * count + found.cross_first.count, vertex_count, *vertex_of, *first;
    double *points;
    incidence *lists;
    TAKE(memory, points, 2 * point_count);
    TAKE(memory, vertex_of, point_count);
    TAKE(memory, first, count + 1);
    memcpy(points, ends, (size_t)(4 * count) * sizeof *points);
    if (found.cross_points.count > 0)
        memcpy(points + 4 * count, found.cross_points.items, (size_t)found.cross_points.count * sizeof *points);
    TRY(merge_points(memory, points, point_count, tolerance, vertex_of, &vertex_count));
    TRY(output_add(output, points, 2 * vertex_count, sizeof *points));
    TRY(list_incidences(memory, ends, count, points, vertex_of, &found, first, &lists));
    if (beat != NULL && beat() != 0)
        return KERNEL_STOPPED;
    return join_vertices(memory, first, lists, count, vertex_count, output);
}

int kernel_node(const double *ends, int64_t count, double tolerance, kernel_beat beat, kernel_output *output)
{
    arena memory = {0};
    int status = count > 0 ? node(&memory, ends, count, tolerance, beat, output) : KERNEL_DONE;
    arena_free(&memory);
    return status;
}
