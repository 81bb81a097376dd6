/** An application that has the starter: whatever is in it, an application of anybody's may have. */
@NullMarked
package example.library;

import org.jspecify.annotations.NullMarked;
