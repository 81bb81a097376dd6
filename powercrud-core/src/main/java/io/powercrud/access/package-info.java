/** Who may see and change what: the caller and the policy that is asked for each call. */
@NullMarked
package io.powercrud.access;

import org.jspecify.annotations.NullMarked;
