/** What all calls of the REST API share: strict reading, JSON, and answers in case of a problem. */
@NullMarked
package io.powercrud.web.http;

import org.jspecify.annotations.NullMarked;
