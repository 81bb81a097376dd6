/**
 * What an application declares about its entities: which are shown, filtered and changed, and how.
 */
@NullMarked
package io.powercrud.resource;

import org.jspecify.annotations.NullMarked;
