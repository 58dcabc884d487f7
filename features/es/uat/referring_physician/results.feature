# language: es
# Generado con «interop translate» a partir de features/uat/referring_physician/results.feature: no se modifica aquí.
# Ningún clínico nativo ha revisado todavía esta traducción.
@referring-physician
Característica: La médica solicitante sabe qué ha sido de su solicitud
  Trata según lo que le muestra la historia clínica.
  Un resultado que no encuentra, o que es de otra persona, es peor que ninguno.

  Regla: Solicitud registrada, número de acceso devuelto, estado visible

    @RAD-2 @RAD-3 @UAT-REF-01 @TC-REF-011 @shall @positive
    Escenario: Se registra una solicitud, y vuelven su número y su estado
      Finalidad: con el número de acceso todos hablan de la misma exploración.
      Qué observar: la solicitud de Ana Torres en la historia clínica; escriba su número de acceso.
      Resultado esperado: el número que figura en la lista del equipo y el estado programada.
      Dado que la paciente "Ana Torres" consta en admisión
      Cuando el servicio solicitante pide la exploración "TC de tórax" para la paciente "Ana Torres"
      Entonces el médico solicitante ve la exploración "TC de tórax" de la paciente "Ana Torres" con el estado "programada"
      Y el médico solicitante ve el número de acceso que figura en la lista de trabajo para la exploración "TC de tórax" de la paciente "Ana Torres"
      Y lea en la pantalla del sistema "EMR" el número de acceso de la exploración "TC de tórax" de la paciente "Ana Torres"
      Y mire la pantalla del sistema "EMR" y confirme la afirmación "La solicitud de Ana Torres se muestra como programada"

  Regla: El enlace a las imágenes abre el estudio correcto y no revela usuario ni contraseña

    @RAD-8 @RAD-128 @UAT-REF-02 @TC-REF-021 @shall @positive
    Escenario: El enlace del informe abre las imágenes correctas y no revela nada
      Finalidad: un enlace se copia, se envía y se imprime; debe abrir un estudio y no llevar contraseña.
      Qué observar: el nombre en el visor que abre el enlace y la barra de direcciones.
      Resultado esperado: el estudio de Ana Torres; una dirección sin usuario ni contraseña.
      Lo hace una persona: seguir el enlace: esta versión no maneja el visor de la historia clínica.
      Dado que la exploración "TC de tórax" de la paciente "Ana Torres" se ha realizado en el equipo "CT_ER1"
      Y el radiólogo ha firmado como "definitivo" el informe "Sin hallazgos." de la exploración "TC de tórax" de la paciente "Ana Torres"
      Cuando usted realiza en el sistema "EMR" la acción "Abra las imágenes de Ana Torres con el enlace de su informe"
      Entonces lea en la pantalla del sistema "EMR" el nombre, el identificador y la fecha de nacimiento de la paciente "Ana Torres"
      Y mire la pantalla del sistema "EMR", confirme la afirmación "La barra de direcciones está libre de usuarios y contraseñas" y adjunte la evidencia "Una imagen de la barra de direcciones"

  Regla: El informe se ve con su estado; uno corregido está señalado

    @RAD-128 @UAT-REF-03 @TC-REF-031 @shall @positive
    Escenario: Un informe corregido dice que lo es
      Finalidad: quien leyó el primer texto debe ver que ya no vale.
      Qué observar: el informe de Carlos Nve en la historia clínica, el estado antes que el texto.
      Resultado esperado: el texto nuevo delante, señalado como corregido.
      Dado que la exploración "TC de tórax" del paciente "Carlos Nve" se ha realizado en el equipo "CT_ER1"
      Y el radiólogo ha firmado como "definitivo" el informe "Nódulo en el lado izquierdo." de la exploración "TC de tórax" del paciente "Carlos Nve"
      Cuando el radiólogo firma como "corregido" el informe "Nódulo en el lado derecho." de la exploración "TC de tórax" del paciente "Carlos Nve"
      Entonces el médico solicitante ve el informe de la exploración "TC de tórax" del paciente "Carlos Nve" con el estado "corregido"
      Y lea en la pantalla del sistema "EMR" el texto del informe de la exploración "TC de tórax" del paciente "Carlos Nve"
      Y mire la pantalla del sistema "EMR" y confirme la afirmación "El informe de Carlos Nve está señalado como corregido"

  Regla: Resultado de un paciente con la ficha fusionada, trasladado o dado de alta entretanto

    @RAD-12 @RAD-128 @UAT-REF-04 @TC-REF-041 @shall @positive
    Escenario: Se encuentra el resultado de una paciente trasladada y dada de alta
      Finalidad: los informes llegan cuando el paciente ya se fue; no deben quedarse en la sala anterior.
      Qué observar: la ficha de Ana Torres, buscada por su nombre y no por la sala.
      Resultado esperado: el informe definitivo de la TC de tórax, visible para quien lo solicitó.
      Dado que la paciente "Ana Torres" consta en admisión con ingreso en la sala "CIRUGIA"
      Y la exploración "TC de tórax" de la paciente "Ana Torres" se ha realizado en el equipo "CT_ER1"
      Cuando admisión registra el traslado de la paciente "Ana Torres" a la sala "UCI"
      Y admisión registra el alta de la paciente "Ana Torres"
      Y el radiólogo firma como "definitivo" el informe "Sin hallazgos." de la exploración "TC de tórax" de la paciente "Ana Torres"
      Entonces el médico solicitante ve el informe de la exploración "TC de tórax" de la paciente "Ana Torres" con el estado "definitivo"
      Y mire la pantalla del sistema "EMR" y confirme la afirmación "El informe de la TC de tórax se encuentra en la ficha de Ana Torres, ya dada de alta"

    @RAD-12 @RAD-128 @PIR @UAT-REF-04 @TC-REF-042 @shall @positive
    Escenario: Se encuentra el resultado de una paciente cuyas fichas se fusionaron
      Finalidad: la mitad de los resultados con otro número es la mitad de la verdad.
      Qué observar: la ficha de Elena Silva, que es la que se conserva.
      Resultado esperado: en ella figura el informe firmado para Elena Obiang.
      Dado que la paciente "Elena Silva" consta en admisión
      Y la exploración "Radiografía de tórax" de la paciente "Elena Obiang" se ha realizado en el equipo "DX_1"
      Cuando el radiólogo firma como "definitivo" el informe "Sin hallazgos." de la exploración "Radiografía de tórax" de la paciente "Elena Obiang"
      Y admisión fusiona la ficha de la paciente "Elena Obiang" con la ficha de la paciente "Elena Silva" y conserva esta última
      Entonces todos los estudios de la paciente "Elena Obiang" y de la paciente "Elena Silva" aparecen en la ficha de la paciente "Elena Silva"
      Y lea en la pantalla del sistema "EMR" el nombre, el identificador y la fecha de nacimiento de la paciente "Elena Silva"
      Y mire la pantalla del sistema "EMR" y confirme la afirmación "El informe de la radiografía de tórax figura en la ficha de Elena Silva"

  Regla: El acceso se limita al propio hospital; el acceso de emergencia queda auditado

    @RAD-8 @UAT-REF-05 @TC-REF-051 @shall @negative
    Escenario: Otro hospital no ve nada, y una emergencia deja constancia
      Finalidad: las imágenes son confidenciales, y una vida no debe esperar un permiso.
      Qué observar: la búsqueda en el visor con un usuario de otro hospital y después la lista de auditoría.
      Resultado esperado: una respuesta vacía; con acceso de emergencia el estudio, y un asiento con nombre,
      hora y motivo.
      Lo hace una persona: ambos accesos: esta versión no tiene usuario en sus sistemas ni lee la lista de
      auditoría.
      Dado que la exploración "TC de tórax" de la paciente "Ana Torres" se ha realizado en el equipo "CT_ER1"
      Cuando usted realiza en el sistema "PACS" la acción "Entre con un usuario de otro hospital y busque a Ana Torres"
      Entonces mire la pantalla del sistema "PACS" y confirme la afirmación "La búsqueda devuelve una lista vacía"
      Cuando usted realiza en el sistema "PACS" la acción "Abra el estudio de Ana Torres con acceso de emergencia e indique un motivo"
      Entonces mire la pantalla del sistema "PACS", confirme la afirmación "La lista de auditoría muestra su nombre, el paciente, la hora y el motivo" y adjunte la evidencia "El asiento de la lista de auditoría"
