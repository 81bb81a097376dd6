package io.powercrud.web.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.servlet.function.ServerRequest;

@Tag("G13")
class QueryParametersTest {

  private static QueryParameters parse(String query) {
    MockHttpServletRequest request = new MockHttpServletRequest("GET", "/");
    request.setQueryString(query);
    return new QueryParameters(ServerRequest.create(request, List.of()));
  }

  @Test
  void decodesNamesAndValues() {
    QueryParameters query = parse("title.contains=sea+%26%20sun&x=");

    assertThat(query.one("title.contains")).hasValue("sea & sun");
    assertThat(query.one("x")).isEmpty();
    assertThat(query.one("y")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a=%", "a=%E", "a=%ZZ", "%=1"})
  void refusesABrokenEncoding(String query) {
    assertThatExceptionOfType(ErrorResponseException.class)
        .isThrownBy(() -> parse(query))
        .satisfies(e -> assertThat(e.getBody().getStatus()).isEqualTo(400));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a=%00", "a=b%00c"})
  void refusesTextThatADatabaseCannotTake(String query) {
    assertThatExceptionOfType(ErrorResponseException.class)
        .isThrownBy(() -> parse(query))
        .satisfies(e -> assertThat(e.getBody().getDetail()).contains("Parameter a"));
  }

  @Test
  void namesAParameterThatIsUnknownOrThereTwice() {
    assertThatExceptionOfType(ErrorResponseException.class)
        .isThrownBy(() -> parse("pge=1").only("page", "size"))
        .satisfies(e -> assertThat(e.getBody().getDetail()).contains("pge", "page, size"));
    assertThatExceptionOfType(ErrorResponseException.class)
        .isThrownBy(() -> parse("page=1&page=2").one("page"))
        .satisfies(e -> assertThat(e.getBody().getDetail()).contains("page", "2 times"));
  }
}
