/** Tasks: their definitions, handlers, context and states. */
@NullMarked
package io.powercrud.task;

import org.jspecify.annotations.NullMarked;
