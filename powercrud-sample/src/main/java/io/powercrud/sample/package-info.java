/** A library catalogue that shows PowerCRUD at work. */
@NullMarked
package io.powercrud.sample;

import org.jspecify.annotations.NullMarked;
