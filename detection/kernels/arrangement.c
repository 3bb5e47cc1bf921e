/* Find where segments meet, and find it again when some are added or taken away: detection/graph/arrangement.py.
 *
 * The first segments are in the cells of a grid for good. Later ones are in lists, the newest first, so that they
 * can be taken away again. A new segment is compared only with the segments in its own cells.
 */
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "grid.h"
#include "noding.h"

enum { BEAT = 1 << 14 }; /* segments between two calls of the progress callback */

/* How much there was before a segment came in. */
typedef struct {
    int64_t links, touches, crossings;
} mark;

struct kernel_arrangement {
    arena memory;
    double tolerance;
    double *ends; /* (count, 4) */
    int64_t count, room;
    int64_t base; /* number of segments from which the grid was built */
    double largest; /* coordinate that the grid's margin is good for */
    grid cells;
    int64_t *seen; /* (room,): the segment that was last looked at with each, from 1 on */
    mark *marks;   /* (room,) */
    int64_t *newest; /* the last link of each cell, from 1 on */
    int_list link_segment, link_before, link_cell;
    meetings found;
};

static double cross(double ax, double ay, double bx, double by) { return ax * by - ay * bx; }

/* Whether a point lies within the tolerance of a segment; as `distance_to_segment(...) <= tolerance`. */
static int lies_on(const double *point, const double *segment, double tolerance)
{
    double along_x = segment[2] - segment[0], along_y = segment[3] - segment[1];
    double x = point[0] - segment[0], y = point[1] - segment[1];
    double share = (x * along_x + y * along_y) / (along_x * along_x + along_y * along_y);
    share = share < 0 ? 0 : share > 1 ? 1 : share;
    x = x - share * along_x;
    y = y - share * along_y;
    return fabs(x) <= tolerance && fabs(y) <= tolerance && hypot(x, y) <= tolerance;
}

/* Whether two segments cross, and where; as `_crossings`. */
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
    /* onto the straight coordinate of a level or upright segment, which the division may have missed */
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

/* Look at segments i < j that may meet. */
static int look_at_pair(arena *memory, const double *ends, int64_t i, int64_t j, double tolerance, meetings *found)
{
    const double *first = ends + 4 * i, *second = ends + 4 * j;
    if (!boxes_meet(first, second, 2 * tolerance))
        return KERNEL_DONE;
    int touching = 0;
    for (int end = 0; end < 2; end++) {
        if (lies_on(second + 2 * end, first, tolerance)) {
            touching = 1;
            TRY(add_int(memory, &found->touch_segment, i));
            TRY(add_int(memory, &found->touch_end, 2 * j + end));
        }
        if (lies_on(first + 2 * end, second, tolerance)) {
            touching = 1;
            TRY(add_int(memory, &found->touch_segment, j));
            TRY(add_int(memory, &found->touch_end, 2 * i + end));
        }
    }
    /* Segments that touch and still cross elsewhere run within the tolerance of each other in between. */
    double point[2];
    if (!touching && crossing(first, second, point)) {
        TRY(add_int(memory, &found->cross_first, i));
        TRY(add_int(memory, &found->cross_second, j));
        TRY(add_double(memory, &found->cross_points, point[0]));
        TRY(add_double(memory, &found->cross_points, point[1]));
    }
    return KERNEL_DONE;
}

/* Look at a segment of the base and those after it that share a cell. */
static int look_at_base(kernel_arrangement *all, int64_t i, int64_t *next)
{
    for (int64_t place = all->cells.cell_first[i]; place < all->cells.cell_first[i + 1]; place++) {
        int64_t cell = all->cells.cells[place];
        next[cell]++; /* the first that is left is the segment itself */
        for (int64_t k = next[cell]; k < all->cells.first[cell + 1]; k++) {
            int64_t j = all->cells.entries[k];
            if (all->seen[j] == i + 1)
                continue;
            all->seen[j] = i + 1;
            TRY(look_at_pair(&all->memory, all->ends, i, j, all->tolerance, &all->found));
        }
    }
    return KERNEL_DONE;
}

/* Begin anew with segments, (count, 4). */
static int begin(kernel_arrangement *all, const double *ends, int64_t count, double tolerance, kernel_beat beat)
{
    arena_free(&all->memory);
    memset(all, 0, sizeof *all);
    all->tolerance = tolerance;
    all->room = count + count / 2 + 64;
    TAKE(&all->memory, all->ends, 4 * all->room);
    TAKE(&all->memory, all->seen, all->room);
    TAKE(&all->memory, all->marks, all->room);
    if (count == 0)
        return KERNEL_DONE;
    memcpy(all->ends, ends, (size_t)(4 * count) * sizeof *ends);
    for (int64_t k = 0; k < 4 * count; k++)
        all->largest = larger(all->largest, fabs(ends[k]));
    TRY(grid_build(&all->memory, all->ends, count, larger(tolerance, 64 * DBL_EPSILON * all->largest), &all->cells));
    all->largest *= 4; /* what is added may lie a little outside */
    int64_t cell_count = all->cells.columns.count * all->cells.rows.count, *next;
    TAKE(&all->memory, all->newest, cell_count);
    arena memory = {0};
    next = arena_take(&memory, cell_count, sizeof *next);
    int status = next == NULL ? KERNEL_NO_MEMORY : KERNEL_DONE;
    if (next != NULL)
        memcpy(next, all->cells.first, (size_t)cell_count * sizeof *next);
    for (int64_t i = 0; i < count && status == KERNEL_DONE; i++) {
        if (beat != NULL && i % BEAT == 0 && beat() != 0)
            status = KERNEL_STOPPED;
        else
            status = look_at_base(all, i, next);
    }
    arena_free(&memory);
    grid_forget_cells(&all->memory, &all->cells);
    if (status == KERNEL_DONE)
        all->base = all->count = count;
    return status;
}

/* Look at another segment and one in a cell of it, unless it was looked at. */
static int look_at(kernel_arrangement *all, int64_t i, int64_t j)
{
    if (all->seen[i] == j + 1)
        return KERNEL_DONE;
    all->seen[i] = j + 1;
    return look_at_pair(&all->memory, all->ends, i, j, all->tolerance, &all->found);
}

/* Add a segment behind the others. */
static int insert(kernel_arrangement *all, const double *segment)
{
    int64_t j = all->count;
    mark before = {all->link_segment.count, all->found.touch_segment.count, all->found.cross_first.count};
    memcpy(all->ends + 4 * j, segment, 4 * sizeof *segment);
    all->marks[j] = before;
    all->seen[j] = 0;
    span columns = grid_columns(&all->cells, segment, all->cells.margin);
    for (int64_t column = columns.first; column <= columns.last; column++) {
        span rows = grid_rows(&all->cells, segment, all->cells.margin, column);
        for (int64_t row = rows.first; row <= rows.last; row++) {
            int64_t cell = column * all->cells.rows.count + row;
            for (int64_t k = all->cells.first[cell]; k < all->cells.first[cell + 1]; k++)
                TRY(look_at(all, all->cells.entries[k], j));
            for (int64_t link = all->newest[cell]; link > 0; link = all->link_before.items[link - 1])
                TRY(look_at(all, all->link_segment.items[link - 1], j));
            TRY(add_int(&all->memory, &all->link_segment, j));
            TRY(add_int(&all->memory, &all->link_before, all->newest[cell]));
            TRY(add_int(&all->memory, &all->link_cell, cell));
            all->newest[cell] = all->link_segment.count;
        }
    }
    all->count++;
    return KERNEL_DONE;
}

/* Take away the segments from a number on, none of them of the base. */
static void truncate_to(kernel_arrangement *all, int64_t count)
{
    if (count >= all->count)
        return;
    mark before = all->marks[count];
    for (int64_t link = all->link_segment.count; link > before.links; link--)
        all->newest[all->link_cell.items[link - 1]] = all->link_before.items[link - 1];
    all->link_segment.count = all->link_before.count = all->link_cell.count = before.links;
    all->found.touch_segment.count = all->found.touch_end.count = before.touches;
    all->found.cross_first.count = all->found.cross_second.count = before.crossings;
    all->found.cross_points.count = 2 * before.crossings;
    /* a later segment of the same number is another one */
    for (int64_t k = 0; k < all->count; k++)
        if (all->seen[k] > count)
            all->seen[k] = 0;
    all->count = count;
}

/* How many segments, from the first on, are those of the arrangement. */
static int64_t common(const kernel_arrangement *all, const double *ends, int64_t count)
{
    int64_t same = 0, most = count < all->count ? count : all->count;
    while (same < most && memcmp(all->ends + 4 * same, ends + 4 * same, 4 * sizeof *ends) == 0)
        same++;
    return same;
}

static int fits(const kernel_arrangement *all, const double *ends, int64_t first, int64_t count)
{
    for (int64_t k = 4 * first; k < 4 * count; k++)
        if (fabs(ends[k]) > all->largest)
            return 0;
    return 1;
}

/* Makes room for so many segments. */
static int grow(kernel_arrangement *all, int64_t count)
{
    if (count <= all->room)
        return KERNEL_DONE;
    int64_t room = count + count / 2;
    RESIZE(&all->memory, all->ends, 4 * room);
    RESIZE(&all->memory, all->seen, room);
    RESIZE(&all->memory, all->marks, room);
    all->room = room;
    return KERNEL_DONE;
}

/* Hold exactly these segments. */
static int become(kernel_arrangement *all, const double *ends, int64_t count, double tolerance, kernel_beat beat)
{
    int64_t same = all->tolerance == tolerance ? common(all, ends, count) : 0;
    if (count == 0 || same < all->base || all->base == 0 || !fits(all, ends, same, count))
        return begin(all, ends, count, tolerance, beat);
    truncate_to(all, same);
    TRY(grow(all, count));
    for (int64_t k = same; k < count; k++) {
        if (beat != NULL && k % BEAT == 0 && beat() != 0)
            return KERNEL_STOPPED;
        TRY(insert(all, ends + 4 * k));
    }
    return KERNEL_DONE;
}

int kernel_arrangement_new(kernel_arrangement **arrangement)
{
    *arrangement = calloc(1, sizeof **arrangement);
    return *arrangement == NULL ? KERNEL_NO_MEMORY : KERNEL_DONE;
}

void kernel_arrangement_free(kernel_arrangement *arrangement)
{
    if (arrangement == NULL)
        return;
    arena_free(&arrangement->memory);
    free(arrangement);
}

int64_t kernel_arrangement_common(const kernel_arrangement *arrangement, const double *ends, int64_t count)
{
    int64_t same = common(arrangement, ends, count);
    return same < arrangement->base ? 0 : same;
}

int kernel_arrange(kernel_arrangement *arrangement, const double *ends, int64_t count, double tolerance,
                   kernel_beat beat, kernel_output *output)
{
    int status = become(arrangement, ends, count, tolerance, beat);
    if (status != KERNEL_DONE) { /* of no more use */
        arena_free(&arrangement->memory);
        memset(arrangement, 0, sizeof *arrangement);
        return status;
    }
    arena memory = {0};
    status = make_graph(&memory, arrangement->ends, count, tolerance, &arrangement->found, beat, output);
    arena_free(&memory);
    return status;
}

int kernel_node(const double *ends, int64_t count, double tolerance, kernel_beat beat, kernel_output *output)
{
    kernel_arrangement *arrangement;
    TRY(kernel_arrangement_new(&arrangement));
    int status = kernel_arrange(arrangement, ends, count, tolerance, beat, output);
    kernel_arrangement_free(arrangement);
    return status;
}
