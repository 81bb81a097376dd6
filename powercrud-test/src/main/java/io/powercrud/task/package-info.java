/** The door by which tests open the context of a task. */
@NullMarked
package io.powercrud.task;

import org.jspecify.annotations.NullMarked;
