/* Segments in the cells of a grid whose lines follow the drawing: many where it is dense, few where it is empty.
 *
 * With lines at quantiles of the coordinates, a detail in the corner of a large sheet fills as many cells as the
 * rest of it. (Nievergelt, Hinterberger and Sevcik, The Grid File, ACM TODS 9 (1984), has such scales.)
 */
#ifndef GRID_H
#define GRID_H

#include "memory.h"

/* The bands that lines cut an axis into. */
typedef struct {
    int64_t count;
    double *lines; /* (count - 1,), ascending: where one band ends and the next begins */
    /* A table that tells nearly where a coordinate is: */
    double low, scale;
    int64_t table_size;
    int64_t *table; /* (table_size + 1,): lines below each even step */
} bands;

typedef struct {
    bands columns, rows;
    double margin;       /* segments are in every cell that is no farther away than this */
    int64_t *first;      /* (cells + 1,): where the entries of each cell begin, column after column */
    int64_t *entries;    /* numbers of segments, ascending within each cell */
    int64_t *cell_first; /* (count + 1,): where the cells of each segment begin */
    int64_t *cells;      /* the cells that each segment is in */
} grid;

typedef struct {
    int64_t first, last;
} span;

static inline double smaller(double a, double b) { return a < b ? a : b; }
static inline double larger(double a, double b) { return a > b ? a : b; }

/* Puts segments, (count, 4), into a new grid. The margin grows by what rounding may lose. */
int grid_build(arena *memory, const double *segments, int64_t count, double margin, grid *made);

/* Gives back which cells each segment is in, once nobody asks for it any more. */
void grid_forget_cells(arena *memory, grid *made);

/* Columns that a segment comes within the margin of. */
span grid_columns(const grid *cells, const double *segment, double margin);

/* Rows of one of its columns that a segment comes within the margin of. */
span grid_rows(const grid *cells, const double *segment, double margin, int64_t column);

/* The band that a coordinate is in; on a line, the one behind it. */
int64_t band_of(const bands *axis, double coordinate);

#endif
