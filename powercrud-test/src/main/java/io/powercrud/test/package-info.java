/**
 * What tests of PowerCRUD and of its users run on: stores in memory, an inline engine, a settable
 * clock.
 */
@NullMarked
package io.powercrud.test;

import org.jspecify.annotations.NullMarked;
