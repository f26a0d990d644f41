#include "dyad/config/read.hpp"
#include "findings.hpp"
#include "value.hpp"

namespace dyad::config {

std::optional<FileKind> kind_of(const Document& document, Problems& problems) {
  const std::vector<std::string> formats{kRigFormat, kScheduleFormat};
  const std::string format = format_of(document);
  if (format == kRigFormat) return FileKind::rig;
  if (format == kScheduleFormat) return FileKind::schedule;
  Findings findings(document);
  const Value root(document.json, "", findings);
  if (!document.json.is_object()) {
    root.refuse("an object in { }");
  } else if (!document.json.contains("format")) {
    findings.add("", "the member \"format\" is missing", one_of(formats));
  } else {
    root.member("format").one_of_names(formats);
  }
  findings.append_to(problems);
  return std::nullopt;
}

}  // namespace dyad::config
