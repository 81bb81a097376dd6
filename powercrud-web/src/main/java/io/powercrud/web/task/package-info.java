/** The calls of the REST API about tasks: list, look at, follow, cancel and retry them. */
@NullMarked
package io.powercrud.web.task;

import org.jspecify.annotations.NullMarked;
