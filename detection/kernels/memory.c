#include "memory.h"

#include <stdlib.h>
#include <string.h>

struct arena_block {
    arena_block *before, *after;
    max_align_t items[];
};

static int is_too_much(int64_t count, size_t size) { return count < 0 || (uint64_t)count > (SIZE_MAX / 2) / size; }

void *arena_take(arena *memory, int64_t count, size_t size)
{
    if (is_too_much(count, size))
        return NULL;
    arena_block *block = calloc(1, sizeof(arena_block) + (size_t)count * size);
    if (block == NULL)
        return NULL;
    block->before = memory->last;
    if (memory->last != NULL)
        memory->last->after = block;
    memory->last = block;
    return block->items;
}

void *arena_resize(arena *memory, void *items, int64_t count, size_t size)
{
    if (items == NULL)
        return arena_take(memory, count, size);
    if (is_too_much(count, size))
        return NULL;
    arena_block *block = (arena_block *)((char *)items - offsetof(arena_block, items));
    block = realloc(block, sizeof(arena_block) + (size_t)count * size); /* on failure the arena has it still */
    if (block == NULL)
        return NULL;
    if (block->before != NULL)
        block->before->after = block;
    if (block->after != NULL)
        block->after->before = block;
    else
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

static int grow(arena *memory, void **items, int64_t *room, size_t size)
{
    int64_t larger = *room < 32 ? 64 : 2 * *room;
    void *moved = arena_resize(memory, *items, larger, size);
    if (moved == NULL)
        return KERNEL_NO_MEMORY;
    *items = moved;
    *room = larger;
    return KERNEL_DONE;
}

int add_int(arena *memory, int_list *list, int64_t item)
{
    if (list->count == list->room) {
        void *items = list->items;
        TRY(grow(memory, &items, &list->room, sizeof item));
        list->items = items;
    }
    list->items[list->count++] = item;
    return KERNEL_DONE;
}

int add_double(arena *memory, double_list *list, double item)
{
    if (list->count == list->room) {
        void *items = list->items;
        TRY(grow(memory, &items, &list->room, sizeof item));
        list->items = items;
    }
    list->items[list->count++] = item;
    return KERNEL_DONE;
}

void *output_take(kernel_output *output, int64_t count, size_t size)
{
    if (is_too_much(count, size))
        return NULL;
    size_t bytes = (size_t)count * size;
    void *items = malloc(bytes > 0 ? bytes : 1);
    if (items == NULL)
        return NULL;
    output->data[output->count] = items;
    output->bytes[output->count] = (int64_t)bytes;
    output->count++;
    return items;
}

void output_shorten(kernel_output *output, int64_t number, int64_t count, size_t size)
{
    size_t bytes = (size_t)count * size;
    void *items = realloc(output->data[number], bytes > 0 ? bytes : 1);
    if (items != NULL) /* or the room stays as large as it is */
        output->data[number] = items;
    output->bytes[number] = (int64_t)bytes;
}

int output_add(kernel_output *output, const void *items, int64_t count, size_t size)
{
    void *copy = output_take(output, count, size);
    if (copy == NULL)
        return KERNEL_NO_MEMORY;
    if (count > 0)
        memcpy(copy, items, (size_t)count * size);
    return KERNEL_DONE;
}

void kernel_free(void *items) { free(items); }

void kernel_release(kernel_output *output)
{
    for (int64_t k = 0; k < output->count; k++)
        free(output->data[k]);
    output->count = 0;
}
