/** The engine: what delivers tasks to the workers of some node, on db-scheduler. */
@NullMarked
package io.powercrud.engine;

import org.jspecify.annotations.NullMarked;
