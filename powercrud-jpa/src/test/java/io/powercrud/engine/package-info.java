/** Tests of the engine and of the worker on it. */
@NullMarked
package io.powercrud.engine;

import org.jspecify.annotations.NullMarked;
