/**
 * A small library with one entity for each way of mapping that a record can have; shared by the
 * tests of resources and of bulk operations.
 */
@NullMarked
package io.powercrud.testmodel;

import org.jspecify.annotations.NullMarked;
