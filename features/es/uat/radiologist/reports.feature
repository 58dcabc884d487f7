# language: es
# Generado con «interop translate» a partir de features/uat/radiologist/reports.feature: no se modifica aquí.
# Ningún clínico nativo ha revisado todavía esta traducción.
@radiologist
Característica: Lo que firma el radiólogo es lo que lee la sala
  Un informe vale lo que de él llega: palabras, estado y paciente.
  Un texto preliminar que tapa el definitivo, o un informe en otra ficha, trata la enfermedad equivocada.

  Regla: Informe: preliminar, definitivo, adenda o corrección; cada estado llega a la historia clínica, en orden y con sus acentos

    @RAD-128 @UAT-RAD-05 @TC-RAD-051 @shall @positive
    Escenario: Un informe preliminar y después el definitivo, con todos sus acentos
      Finalidad: la sala actúa con la primera palabra y debe ver cuándo se sustituye.
      Qué observar: el informe de Carlos Nve en la historia clínica; escriba su texto tal como figura.
      Resultado esperado: el texto definitivo, letra por letra; el preliminar ya no está delante.
      Dado que la exploración "TC de tórax" del paciente "Carlos Nve" se ha realizado en el equipo "CT_ER1"
      Cuando el radiólogo firma como "preliminar" el informe "Sin hallazgos agudos." de la exploración "TC de tórax" del paciente "Carlos Nve"
      Entonces el médico solicitante ve el informe de la exploración "TC de tórax" del paciente "Carlos Nve" con el estado "preliminar"
      Cuando el radiólogo firma como "definitivo" el informe "Nódulo de 6 mm en el pulmón derecho; índice cardíaco normal." de la exploración "TC de tórax" del paciente "Carlos Nve"
      Entonces el médico solicitante ve el informe de la exploración "TC de tórax" del paciente "Carlos Nve" con el estado "definitivo"
      Y lea en la pantalla del sistema "EMR" el texto del informe de la exploración "TC de tórax" del paciente "Carlos Nve"
      Y mire la pantalla del sistema "EMR" y confirme la afirmación "El informe de Carlos Nve está marcado como definitivo"

    @RAD-128 @UAT-RAD-05 @TC-RAD-052 @shall @positive
    Escenario: Una adenda figura bajo el informe que completa
      Finalidad: una observación posterior no debe ocultar ni sustituir a la primera.
      Qué observar: el informe de la RM cerebral de Carlos Nve en la historia clínica.
      Resultado esperado: ambos textos, la adenda señalada como tal, con fecha y nombre.
      Dado que la exploración "RM cerebral" del paciente "Carlos Nve" se ha realizado en el equipo "MR_1"
      Y el radiólogo ha firmado como "definitivo" el informe "Sin lesiones." de la exploración "RM cerebral" del paciente "Carlos Nve"
      Cuando el radiólogo añade al informe de la exploración "RM cerebral" del paciente "Carlos Nve" la adenda "Comparado con el estudio previo."
      Entonces el médico solicitante lee el texto "Sin lesiones." en el informe de la exploración "RM cerebral" del paciente "Carlos Nve"
      Y el médico solicitante lee el texto "Comparado con el estudio previo." en el informe de la exploración "RM cerebral" del paciente "Carlos Nve"
      Y mire la pantalla del sistema "EMR" y confirme la afirmación "La adenda figura con fecha y nombre bajo el primer texto"

  Regla: Resultado crítico; se retira un informe del paciente equivocado; informe de un paciente con fichas fusionadas

    @RAD-128 @UAT-RAD-06 @TC-RAD-061 @shall @positive
    Escenario: Un resultado crítico llega al médico que lo solicitó
      Finalidad: una hemorragia que se lee y de la que nadie avisa no se trata.
      Qué observar: la primera página de la historia clínica del médico solicitante.
      Resultado esperado: un aviso sobre Carlos Nve que destaca y pide confirmación.
      Dado que la exploración "TC de cráneo sin contraste" del paciente "Carlos Nve" se ha realizado en el equipo "CT_ER1"
      Cuando el radiólogo firma como "definitivo" el informe de la exploración "TC de cráneo sin contraste" del paciente "Carlos Nve" con el resultado codificado "Hemorragia intracraneal"
      Entonces el médico solicitante ve el resultado codificado "Hemorragia intracraneal" en el informe de la exploración "TC de cráneo sin contraste" del paciente "Carlos Nve"
      Y mire la pantalla del sistema "EMR" y confirme la afirmación "La historia avisa de un resultado crítico de Carlos Nve"

    @RAD-128 @UAT-RAD-06 @TC-RAD-062 @shall @negative
    Escenario: Un informe del paciente equivocado se retira en todas partes
      Finalidad: un informe retirado que sigue legible se creerá.
      Qué observar: la TC de tórax de Carlos Nve en la historia clínica, tras la retirada.
      Resultado esperado: ningún informe válido; a lo sumo una nota de que se retiró uno.
      Dado que la exploración "TC de tórax" del paciente "Carlos Nve" se ha realizado en el equipo "CT_ER1"
      Y el radiólogo ha firmado como "definitivo" el informe "Metástasis pulmonares." de la exploración "TC de tórax" del paciente "Carlos Nve"
      Cuando el radiólogo retira el informe de la exploración "TC de tórax" del paciente "Carlos Nve"
      Entonces el médico solicitante no ve ningún informe válido de la exploración "TC de tórax" del paciente "Carlos Nve"
      Y mire la pantalla del sistema "EMR" y confirme la afirmación "El informe de Carlos Nve ha desaparecido o está marcado como retirado"

    @RAD-12 @RAD-128 @PIR @UAT-RAD-06 @TC-RAD-063 @shall @positive
    Escenario: Un informe firmado tras una fusión figura en la ficha que se conserva
      Finalidad: la ficha que desapareció en la fusión ya no la abre nadie.
      Qué observar: la ficha de Prueba Inés Nchama Edú en la historia clínica.
      Resultado esperado: su identificador y el informe de la TC de tórax que se hizo con la otra ficha.
      Dado que la paciente "Prueba Inés Nchama Edú" consta en admisión
      Y la exploración "TC de tórax" de la paciente "Prueba Inés Edú Nchama" se ha realizado en el equipo "CT_ER1"
      Cuando admisión fusiona la ficha de la paciente "Prueba Inés Edú Nchama" con la ficha de la paciente "Prueba Inés Nchama Edú" y conserva esta última
      Y el radiólogo firma como "definitivo" el informe "Sin hallazgos." de la exploración "TC de tórax" de la paciente "Prueba Inés Edú Nchama"
      Entonces el informe de la exploración "TC de tórax" de la paciente "Prueba Inés Edú Nchama" llega a la ficha de la paciente "Prueba Inés Nchama Edú"
      Y lea en la pantalla del sistema "EMR" el nombre, el identificador y la fecha de nacimiento de la paciente "Prueba Inés Nchama Edú"
      Y mire la pantalla del sistema "EMR" y confirme la afirmación "El informe de la TC de tórax figura en esta ficha"
