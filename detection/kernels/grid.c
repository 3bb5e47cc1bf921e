#include "grid.h"

#include <float.h>
#include <math.h>

#include "sorting.h"

enum { SAMPLES = 4096 }; /* coordinates that the lines of the grid are chosen from */

static int is_less(const double *a, const double *b) { return *a < *b; }
DEFINE_SORT(sort_doubles, double, is_less)

/* At most `wanted` bands with about as many of the sorted coordinates in each; lines lie between coordinates. */
static int choose_bands(arena *memory, const double *sorted, int64_t count, int64_t wanted, bands *axis)
{
    int64_t found = 0;
    TAKE(memory, axis->lines, wanted);
    for (int64_t k = 1; k < wanted; k++) {
        int64_t place = k * count / wanted;
        while (place < count && place > 0 && sorted[place] == sorted[place - 1])
            place++;
        if (place == 0 || place >= count)
            continue;
        double line = sorted[place - 1] + (sorted[place] - sorted[place - 1]) / 2;
        if (found == 0 || line > axis->lines[found - 1])
            axis->lines[found++] = line;
    }
    axis->count = found + 1;
    axis->table_size = 4 * axis->count;
    axis->low = sorted[0];
    double size = sorted[count - 1] - sorted[0];
    axis->scale = size > 0 ? (double)axis->table_size / size : 0;
    if (!(axis->scale < DBL_MAX)) /* all in one place */
        axis->scale = 0;
    TAKE(memory, axis->table, axis->table_size + 1);
    for (int64_t step = 0, line = 0; step <= axis->table_size; step++) {
        while (line < found && (axis->lines[line] - axis->low) * axis->scale < (double)step)
            line++;
        axis->table[step] = line;
    }
    return KERNEL_DONE;
}

int64_t band_of(const bands *axis, double coordinate)
{
    double step = (coordinate - axis->low) * axis->scale;
    int64_t low = 0, high = axis->count - 1; /* lines below `low` lie at or before the coordinate */
    if (step >= 1 && step < (double)axis->table_size - 1) {
        /* a step more to either side, for what rounding may lose */
        low = axis->table[(int64_t)step - 1];
        high = axis->table[(int64_t)step + 2 < axis->table_size ? (int64_t)step + 2 : axis->table_size];
    }
    while (low < high) {
        int64_t middle = (low + high) / 2;
        if (axis->lines[middle] <= coordinate)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

span grid_columns(const grid *cells, const double *segment, double margin)
{
    span columns = {
        band_of(&cells->columns, smaller(segment[0], segment[2]) - margin),
        band_of(&cells->columns, larger(segment[0], segment[2]) + margin),
    };
    return columns;
}

span grid_rows(const grid *cells, const double *segment, double margin, int64_t column)
{
    double dx = segment[2] - segment[0], dy = segment[3] - segment[1];
    double low = smaller(segment[1], segment[3]), high = larger(segment[1], segment[3]);
    if (dx != 0 && dy != 0 && cells->columns.count > 1) { /* only the stretch within the column */
        double left = smaller(segment[0], segment[2]), right = larger(segment[0], segment[2]);
        if (column > 0)
            left = larger(left, cells->columns.lines[column - 1]);
        if (column < cells->columns.count - 1)
            right = smaller(right, cells->columns.lines[column]);
        double at_left = segment[1] + (left - margin - segment[0]) * (dy / dx);
        double at_right = segment[1] + (right + margin - segment[0]) * (dy / dx);
        low = larger(low, smaller(at_left, at_right));
        high = smaller(high, larger(at_left, at_right));
    }
    span rows = {band_of(&cells->rows, low - margin), band_of(&cells->rows, high + margin)};
    return rows;
}

/* The lines of a grid of about as many cells as there are segments. */
static int lay_out(arena *memory, const double *segments, int64_t count, grid *made)
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
    double aspect = smaller(larger(width / larger(height, DBL_MIN), 1.0 / 16), 16.0);
    double side = sqrt((double)count);
    TRY(choose_bands(memory, x, taken, (int64_t)larger(1, side * sqrt(aspect)), &made->columns));
    return choose_bands(memory, y, taken, (int64_t)larger(1, side / sqrt(aspect)), &made->rows);
}

int grid_build(arena *memory, const double *segments, int64_t count, double margin, grid *made)
{
    double largest = 0;
    for (int64_t k = 0; k < 4 * count; k++)
        largest = larger(largest, fabs(segments[k]));
    made->margin = larger(margin, 16 * DBL_EPSILON * largest);
    TRY(lay_out(memory, segments, count, made));
    int64_t cell_count = made->columns.count * made->rows.count, *next;
    int_list cells = {0};
    TAKE(memory, made->first, cell_count + 2); /* two places on, until the entries are in */
    TAKE(memory, made->cell_first, count + 1);
    for (int64_t k = 0; k < count; k++) {
        span columns = grid_columns(made, segments + 4 * k, made->margin);
        for (int64_t column = columns.first; column <= columns.last; column++) {
            span rows = grid_rows(made, segments + 4 * k, made->margin, column);
            for (int64_t row = rows.first; row <= rows.last; row++) {
                int64_t cell = column * made->rows.count + row;
                made->first[cell + 2]++;
                TRY(add_int(memory, &cells, cell));
            }
        }
        made->cell_first[k + 1] = cells.count;
    }
    made->cells = cells.items;
    for (int64_t cell = 0; cell < cell_count; cell++)
        made->first[cell + 2] += made->first[cell + 1];
    next = made->first + 1;
    TAKE(memory, made->entries, cells.count);
    for (int64_t k = 0; k < count; k++)
        for (int64_t place = made->cell_first[k]; place < made->cell_first[k + 1]; place++)
            made->entries[next[cells.items[place]]++] = k;
    return KERNEL_DONE;
}

void grid_forget_cells(arena *memory, grid *made)
{
    made->cell_first = arena_resize(memory, made->cell_first, 0, sizeof *made->cell_first);
    made->cells = arena_resize(memory, made->cells, 0, sizeof *made->cells);
}
