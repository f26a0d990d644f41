#include "dyad/cli/ctl_volume.hpp"

#include <algorithm>

namespace dyad::cli {

Result<Json> parse_volume(const std::string& text) {
  const bool plain = !text.empty() && text[0] != '.' && text.back() != '.' &&
                     text.find_first_not_of("0123456789.") == std::string::npos &&
                     std::count(text.begin(), text.end(), '.') <= 1;
  Json number =
      plain ? Json::parse(text, nullptr, false) : Json(Json::value_t::discarded);
  if (!number.is_discarded()) return number;
  return Error{"--volume: '" + text + "' is no volume",
               "Give a number of microlitres, as 4 or 2.5."};
}

}  // namespace dyad::cli
