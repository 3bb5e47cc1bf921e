/* Columns to the text of JSON. */
#include <stdlib.h>
#include <string.h>

#include "memory.h"

typedef struct {
    char *text;
    size_t length;
    size_t room;
} writer;

/* Appends bytes. */
static int put(writer *out, const char *bytes, size_t count)
{
    if (count > out->room - out->length) {
        size_t room = out->room + (out->room > count ? out->room : count) + 4096;
        char *larger = realloc(out->text, room);
        if (larger == NULL)
            return KERNEL_NO_MEMORY;
        out->text = larger;
        out->room = room;
    }
    memcpy(out->text + out->length, bytes, count);
    out->length += count;
    return KERNEL_DONE;
}

static int put_value(writer *out, const kernel_column *columns, int64_t number, int64_t row);

static int put_list(writer *out, const kernel_column *columns, int64_t child, int64_t first, int64_t end)
{
    TRY(put(out, "[", 1));
    for (int64_t row = first; row < end; row++) {
        if (row > first)
            TRY(put(out, ",", 1));
        TRY(put_value(out, columns, child, row));
    }
    return put(out, "]", 1);
}

static int put_object(writer *out, const kernel_column *columns, int64_t member, int64_t row)
{
    TRY(put(out, "{", 1));
    for (int first = 1; member >= 0; member = columns[member].sibling) {
        const kernel_column *column = &columns[member];
        if (column->present != NULL && !column->present[row])
            continue;
        if (!first)
            TRY(put(out, ",", 1));
        first = 0;
        TRY(put(out, column->key, (size_t)column->key_bytes));
        TRY(put_value(out, columns, member, row));
    }
    return put(out, "}", 1);
}

static int put_value(writer *out, const kernel_column *columns, int64_t number, int64_t row)
{
    const kernel_column *column = &columns[number];
    switch (column->kind) {
    case KERNEL_TOKENS: {
        int64_t token = column->codes == NULL ? row : column->codes[row];
        const int64_t *starts = column->first + token;
        return put(out, column->text + starts[0], (size_t)(starts[1] - starts[0] - 1));
    }
    case KERNEL_ROW:
        return put_list(out, columns, column->child, row * column->width, (row + 1) * column->width);
    case KERNEL_LIST:
        return put_list(out, columns, column->child, column->first[row], column->end[row]);
    default:
        return put_object(out, columns, column->child, row);
    }
}

int kernel_write_rows(const kernel_column *columns, int64_t top, int64_t count, kernel_output *output)
{
    writer out = {NULL, 0, 0};
    int status = KERNEL_DONE;
    for (int64_t row = 0; row < count && status == KERNEL_DONE; row++) {
        if (row > 0)
            status = put(&out, ",", 1);
        if (status == KERNEL_DONE)
            status = put_value(&out, columns, top, row);
    }
    if (status != KERNEL_DONE) {
        free(out.text);
        return status;
    }
    output->data[0] = out.text; /* NULL without rows, which may be freed as well */
    output->bytes[0] = (int64_t)out.length;
    output->count = 1;
    return KERNEL_DONE;
}
