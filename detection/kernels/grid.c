#include "grid.h"

#include <float.h>
#include <math.h>

#include "sorting.h"

enum { SAMPLES = 4096 }; /* coordinates that the lines of the grid are chosen from */

static int is_less(const double *a, const double *b) { return *a < *b; }
DEFINE_SORT(sort_doubles, double, is_less)

/* At most `wanted` bands with about as many of the sorted coordinates in each; lines lie between coordinates. */
static int64_t choose_lines(const double *sorted, int64_t count, int64_t wanted, double *lines)
{
    int64_t found = 0;
    for (int64_t k = 1; k < wanted; k++) {
        int64_t place = k * count / wanted;
        while (place < count && place > 0 && sorted[place] == sorted[place - 1])
            place++;
        if (place == 0 || place >= count)
            continue;
        double line = sorted[place - 1] + (sorted[place] - sorted[place - 1]) / 2;
        if (found == 0 || line > lines[found - 1])
            lines[found++] = line;
    }
    return found + 1;
}

int64_t grid_place(const double *lines, int64_t count, double coordinate)
{
    int64_t low = 0, high = count - 1; /* lines below `low` lie at or before the coordinate */
    while (low < high) {
        int64_t middle = (low + high) / 2;
        if (lines[middle] <= coordinate)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

span grid_columns(const grid *cells, const double *segment, double margin)
{
    double low = fmin(segment[0], segment[2]), high = fmax(segment[0], segment[2]);
    span columns = {
        grid_place(cells->column_lines, cells->columns, low - margin),
        grid_place(cells->column_lines, cells->columns, high + margin),
    };
    return columns;
}

span grid_rows(const grid *cells, const double *segment, double margin, int64_t column)
{
    double dx = segment[2] - segment[0], dy = segment[3] - segment[1];
    double low = fmin(segment[1], segment[3]), high = fmax(segment[1], segment[3]);
    if (dx != 0 && dy != 0 && cells->columns > 1) { /* only the stretch within the column */
        double left = fmin(segment[0], segment[2]), right = fmax(segment[0], segment[2]);
        if (column > 0)
            left = fmax(left, cells->column_lines[column - 1]);
        if (column < cells->columns - 1)
            right = fmin(right, cells->column_lines[column]);
        double at_left = segment[1] + (left - margin - segment[0]) * (dy / dx);
        double at_right = segment[1] + (right + margin - segment[0]) * (dy / dx);
        low = fmax(low, fmin(at_left, at_right));
        high = fmin(high, fmax(at_left, at_right));
    }
    span rows = {
        grid_place(cells->row_lines, cells->rows, low - margin),
        grid_place(cells->row_lines, cells->rows, high + margin),
    };
    return rows;
}

/* The lines of a grid of about as many cells as there are segments. */
static int lay_out(arena *memory, const double *segments, int64_t count, grid *cells)
{
    int64_t stride = count / SAMPLES + 1, taken = 0;
    double *x, *y;
    TAKE(memory, x, 2 * (count / stride + 1));
    TAKE(memory, y, 2 * (count / stride + 1));
    for (int64_t k = 0; k < count; k += stride) {
        const double *segment = segments + 4 * k;
        x[taken] = segment[0], y[taken++] = segment[1];
        x[taken] = segment[2], y[taken++] = segment[3];
    }
    TRY(sort_doubles(memory, x, taken));
    TRY(sort_doubles(memory, y, taken));
    /* the shape of the middle nine tenths: a few segments far away do not stretch the cells */
    double width = x[taken - 1 - taken / 20] - x[taken / 20], height = y[taken - 1 - taken / 20] - y[taken / 20];
    double aspect = fmin(fmax(width / fmax(height, DBL_MIN), 1.0 / 16), 16.0);
    double side = sqrt((double)count);
    int64_t columns = (int64_t)fmax(1, side * sqrt(aspect)), rows = (int64_t)fmax(1, side / sqrt(aspect));
    TAKE(memory, cells->column_lines, columns);
    TAKE(memory, cells->row_lines, rows);
    cells->columns = choose_lines(x, taken, columns, cells->column_lines);
    cells->rows = choose_lines(y, taken, rows, cells->row_lines);
    return KERNEL_DONE;
}

int grid_build(arena *memory, const double *segments, int64_t count, double margin, grid *cells)
{
    double largest = 0;
    for (int64_t k = 0; k < 4 * count; k++)
        largest = fmax(largest, fabs(segments[k]));
    cells->margin = fmax(margin, 16 * DBL_EPSILON * largest);
    TRY(lay_out(memory, segments, count, cells));
    int64_t *next;
    TAKE(memory, cells->first, cells->columns * cells->rows + 1);
    TAKE(memory, next, cells->columns * cells->rows + 1);
    for (int64_t k = 0; k < count; k++) {
        span columns = grid_columns(cells, segments + 4 * k, cells->margin);
        for (int64_t column = columns.first; column <= columns.last; column++) {
            span rows = grid_rows(cells, segments + 4 * k, cells->margin, column);
            for (int64_t row = rows.first; row <= rows.last; row++)
                cells->first[column * cells->rows + row + 1]++;
        }
    }
    for (int64_t cell = 0; cell < cells->columns * cells->rows; cell++) {
        cells->first[cell + 1] += cells->first[cell];
        next[cell] = cells->first[cell];
    }
    TAKE(memory, cells->entries, cells->first[cells->columns * cells->rows]);
    for (int64_t k = 0; k < count; k++) {
        span columns = grid_columns(cells, segments + 4 * k, cells->margin);
        for (int64_t column = columns.first; column <= columns.last; column++) {
            span rows = grid_rows(cells, segments + 4 * k, cells->margin, column);
            for (int64_t row = rows.first; row <= rows.last; row++)
                cells->entries[next[column * cells->rows + row]++] = k;
        }
    }
    return KERNEL_DONE;
}
