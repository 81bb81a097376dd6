package io.powercrud.web.http;

import org.springframework.http.HttpMethod;
import org.springframework.web.servlet.function.HandlerFunction;
import org.springframework.web.servlet.function.ServerResponse;

/**
 * One call of the REST API.
 *
 * @param method the method it is called with
 * @param path the pattern of its path below the base path
 * @param handler what answers it
 */
public record Endpoint(HttpMethod method, String path, HandlerFunction<ServerResponse> handler) {}
