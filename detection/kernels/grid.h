/* Segments in the cells of a grid whose lines follow the drawing: many where it is dense, few where it is empty.
 *
 * With lines at quantiles of the coordinates, a detail in the corner of a large sheet fills as many cells as the
 * rest of it. (Nievergelt, Hinterberger and Sevcik, The Grid File, ACM TODS 9 (1984), has such scales.)
 */
#ifndef GRID_H
#define GRID_H

#include "memory.h"

typedef struct {
    int64_t columns, rows;
    double *column_lines; /* (columns - 1,), ascending: where one column ends and the next begins */
    double *row_lines;    /* (rows - 1,) */
    double margin;        /* segments are in every cell that is no farther away than this */
    int64_t *first;       /* (columns * rows + 1,): where the entries of each cell begin, column after column */
    int64_t *entries;     /* numbers of segments, ascending within each cell */
} grid;

typedef struct {
    int64_t first, last;
} span;

/* Puts segments, (count, 4), into a new grid. The margin grows by what rounding may lose. */
int grid_build(arena *memory, const double *segments, int64_t count, double margin, grid *cells);

/* Columns that a segment comes within the margin of. */
span grid_columns(const grid *cells, const double *segment, double margin);

/* Rows of one of its columns that a segment comes within the margin of. */
span grid_rows(const grid *cells, const double *segment, double margin, int64_t column);

/* Row or column, between lines (count - 1,), of a coordinate. */
int64_t grid_place(const double *lines, int64_t count, double coordinate);

#endif
