#include "dyad/log/record.hpp"

namespace dyad::log {

Time time_of(const Record& record) {
  return std::visit([](const auto& r) { return r.time; }, record);
}

}  // namespace dyad::log
