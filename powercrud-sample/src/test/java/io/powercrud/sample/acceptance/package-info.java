/** The sample from outside: what a client of its API and a user of its pages sees. */
@NullMarked
package io.powercrud.sample.acceptance;

import org.jspecify.annotations.NullMarked;
