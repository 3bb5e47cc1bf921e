#include "memory.h"

#include <stdlib.h>
#include <string.h>

struct arena_block {
    arena_block *before;
    max_align_t items[];
};

void *arena_take(arena *memory, int64_t count, size_t size)
{
    if (count < 0 || (uint64_t)count > (SIZE_MAX / 2) / size)
        return NULL;
    arena_block *block = calloc(1, sizeof(arena_block) + (size_t)count * size);
    if (block == NULL)
        return NULL;
    block->before = memory->last;
    memory->last = block;
    return block->items;
}

void arena_free(arena *memory)
{
    while (memory->last != NULL) {
        arena_block *block = memory->last;
        memory->last = block->before;
        free(block);
    }
}

/* A list is copied when it grows; what it was copied from goes with the arena. */
static int grow(arena *memory, void **items, int64_t count, int64_t *room, size_t size)
{
    int64_t larger = *room < 32 ? 64 : 2 * *room;
    void *copy = arena_take(memory, larger, size);
    if (copy == NULL)
        return KERNEL_NO_MEMORY;
    if (count > 0)
        memcpy(copy, *items, (size_t)count * size);
    *items = copy;
    *room = larger;
    return KERNEL_DONE;
}

int add_int(arena *memory, int_list *list, int64_t item)
{
    if (list->count == list->room) {
        void *items = list->items;
        TRY(grow(memory, &items, list->count, &list->room, sizeof item));
        list->items = items;
    }
    list->items[list->count++] = item;
    return KERNEL_DONE;
}

int add_double(arena *memory, double_list *list, double item)
{
    if (list->count == list->room) {
        void *items = list->items;
        TRY(grow(memory, &items, list->count, &list->room, sizeof item));
        list->items = items;
    }
    list->items[list->count++] = item;
    return KERNEL_DONE;
}

int output_add(kernel_output *output, const void *items, int64_t count, size_t size)
{
    size_t bytes = (size_t)count * size;
    void *copy = malloc(bytes > 0 ? bytes : 1);
    if (copy == NULL)
        return KERNEL_NO_MEMORY;
    if (bytes > 0)
        memcpy(copy, items, bytes);
    output->data[output->count] = copy;
    output->bytes[output->count] = (int64_t)bytes;
    output->count++;
    return KERNEL_DONE;
}

void kernel_release(kernel_output *output)
{
    for (int64_t k = 0; k < output->count; k++)
        free(output->data[k]);
    output->count = 0;
}
