// The files of this folder as texts inside the library; the build makes files.cpp of them.
#pragma once

#include <string_view>

namespace unroll::graphs::stepper {

extern const std::string_view page, style, script;

}  // namespace unroll::graphs::stepper
